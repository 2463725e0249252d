import * as z from 'zod';

// Before any schema is made: making one tries `Function('')`, which this page's policy forbids and reports.
z.config({ jitless: true });
