import { crc32, deflateRawSync } from 'node:zlib';
import { zipOf } from '#local/zip';
import { preview } from '#shared/knowledge/import/preview';
import { readFile } from '#shared/knowledge/import/read';
import type { Source } from '#shared/knowledge/import/sources';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a file holds; throws with the refusal where it is refused. */
export async function readAs(name: string, content: string | Uint8Array): Promise<Source[]> {
  const read = await readFile({ name, bytes: typeof content === 'string' ? bytesOf(content) : content });
  if ('refused' in read) throw new Error(JSON.stringify(read));
  return read;
}

/** The articles that a file would become: id, titles and answers. */
export async function articlesIn(name: string, content: string | Uint8Array) {
  const { candidates, faults } = await preview(await readAs(name, content));
  const said = candidates.map(({ article }) => {
    const text = article.texts.en ?? article.texts.zh;
    return { title: text?.title, answer: text?.answer };
  });
  return { said, faults, candidates };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

type Part = string | { heading: number; text: string } | { rows: string[][] };

const paragraph = (text: string, style = ''): string =>
  `<w:p><w:pPr>${style}</w:pPr><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;

const partXml = (part: Part): string => {
  if (typeof part === 'string') return paragraph(part);
  if ('heading' in part) return paragraph(part.text, `<w:pStyle w:val="Heading${part.heading}"/>`);
  const rows = part.rows.map(
    (cells) => `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`,
  );
  return `<w:tbl>${rows.join('')}</w:tbl>`;
};

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** A text document with headings, paragraphs and tables, as small as Word would still open it. */
export function docxOf(parts: readonly Part[]): Uint8Array {
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  const files: [string, string][] = [
    [
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ],
    [
      'word/styles.xml',
      `<w:styles xmlns:w="${WORD}">${[1, 2, 3].map((n) => `<w:style w:type="paragraph" w:styleId="Heading${n}"><w:name w:val="heading ${n}"/></w:style>`).join('')}</w:styles>`,
    ],
    [
      'word/_rels/document.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['word/document.xml', `<w:document xmlns:w="${WORD}"><w:body>${parts.map(partXml).join('')}</w:body></w:document>`],
  ];
  return zipOf(new Map(files.map(([name, xml]) => [name, bytesOf(head + xml)])));
}

type Drawn = { text: string; size: number; x?: number; down: number };

const hex = (text: string): string =>
  [...text].map((one) => (one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')).join('');

/** Pages of lines in any letters: codes are UTF-16, and a map says so, as PDFs with Chinese in them have it. */
export function pdfOf(pages: readonly (readonly Drawn[])[]): Uint8Array {
  const cmap =
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def 1 begincodespacerange <0000> <ffff> endcodespacerange\n' +
    `${Math.ceil(256)} beginbfrange\n${Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))
      .map((high) => `<${high}00> <${high}ff> <${high}00>`)
      .join('\n')}\nendbfrange endcmap end end`;
  const streams = pages.map((lines) => {
    let y = 800;
    return lines
      .map(({ text, size, x = 60, down }) => {
        y -= down;
        return `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm <${hex(text)}> Tj ET`;
      })
      .join('\n');
  });
  const stream = (content: string): string => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, n) => `${6 + 2 * n} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>',
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 600 /FontDescriptor << /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>',
    stream(cmap),
    ...streams.flatMap((content, n) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${7 + 2 * n} 0 R >>`,
      stream(content),
    ]),
  ];
  let pdf = '%PDF-1.7\n';
  const places = objects.map((object, n) => {
    const at = pdf.length;
    pdf += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const xref = pdf.length;
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF`;
  return bytesOf(pdf);
}

/** A zip of one part that is `bytes` of nothing once unpacked, while its directory says that it is `claimed`. */
export function bombOf(bytes: number, claimed: number): Uint8Array {
  const content = Buffer.alloc(bytes);
  const packed = deflateRawSync(content);
  const name = Buffer.from('xl/workbook.xml');
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(claimed, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
  const place = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(place.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, place, Buffer.from('PK\x05\x06'), end]);
}
