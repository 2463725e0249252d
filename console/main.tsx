import '@mantine/core/styles.css';
import 'virtual:theme.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import * as z from 'zod';
import { Page } from './page.tsx';

// The compiled parser needs `eval`, which this page's policy forbids.
z.config({ jitless: true });

const root = document.getElementById('root');
if (root) createRoot(root).render(<Page />);
