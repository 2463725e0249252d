/** What the reader reads (`ENDINGS` in shared/knowledge/import/read.ts, which would bring all parsers into the page). A test holds both together. */
export const endings = '.csv .tsv .xlsx .docx .pdf .html .htm .md .markdown .txt .json'.split(' ');
