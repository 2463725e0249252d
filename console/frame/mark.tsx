/** The baton. */
export const Mark = () => (
  <svg width="20" height="20" viewBox="0 0 16 16" aria-hidden="true">
    <rect width="16" height="16" rx="4" fill="var(--mantine-primary-color-filled)" />
    <path d="M4.5 11.5 11.5 4.5" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
  </svg>
);
