import { DOWN, drawing } from './element.ts';

const paths = {
  down: DOWN,
  send: 'M12 19V5.5M6 11.3l6-6 6 6',
  person: 'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.8 20c.5-3.6 3.5-5.6 7.2-5.6s6.7 2 7.2 5.6',
  bot: 'M12 3.5c.7 4.6 3.9 7.8 8.5 8.5-4.6.7-7.8 3.9-8.5 8.5-.7-4.6-3.9-7.8-8.5-8.5 4.6-.7 7.8-3.9 8.5-8.5z',
  page: 'M7 3.8h7l4 4v12.4H7zM14 3.8v4h4M9.7 12h5.6M9.7 15.5h5.6',
  clock: 'M12 20.2a8.2 8.2 0 1 0 0-16.4 8.2 8.2 0 0 0 0 16.4zM12 7.5V12l3 2',
  phone:
    'M6.2 4h3l1.5 4-2 1.5a11.5 11.5 0 0 0 5.8 5.8l1.5-2 4 1.5v3a2 2 0 0 1-2.1 2A15.8 15.8 0 0 1 4.2 6.1 2 2 0 0 1 6.2 4z',
  mail: 'M4 6.5h16v11H4zM4.3 7l7.7 6 7.7-6',
  alert: 'M12 4.3l8.7 15.2H3.3zM12 10v4M12 16.8v.1',
} as const;
export type Icon = keyof typeof paths;

export const icon = (name: Icon): SVGSVGElement => drawing(paths[name]);
