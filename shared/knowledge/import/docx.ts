import mammoth from 'mammoth';
import { treeOfHtml } from './markup.ts';
import { type Document, type FileRefused, refuseFile } from './sources.ts';
import { refusedPackage } from './unpacked.ts';

/** In Node the parser takes `buffer`, in a browser `arrayBuffer`. Pictures are left out. */
const inputOf = (bytes: Uint8Array) => {
  const arrayBuffer = new Uint8Array(bytes).buffer;
  return { buffer: arrayBuffer, arrayBuffer } as unknown as { arrayBuffer: ArrayBuffer };
};

export async function readDocx(file: string, bytes: Uint8Array): Promise<Document | FileRefused> {
  const refused = await refusedPackage(file, bytes);
  if (refused) return refused;
  try {
    const { value } = await mammoth.convertToHtml(inputOf(bytes), { styleMap: ["p[style-name='Title'] => h1:fresh"] });
    const { tree } = await treeOfHtml(value);
    if (tree.children.length === 0) return refuseFile(file, 'empty', 'no words', 'a document with words');
    return { kind: 'document', file, title: file.replace(/\.[^.]+$/, ''), tree };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuseFile(file, 'broken', why, 'a document (.docx) without a password');
  }
}
