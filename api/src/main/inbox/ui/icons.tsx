import type { ComponentChildren } from "preact";

// Drawn on a grid of 16, 1.5 wide, in the colour of the text. Whoever uses one names what it means beside it.

const icon = (paths: ComponentChildren) => ({ size = 16 }: { size?: number }) => (
  <svg class="icon" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{paths}</svg>
);

export const Inbox = icon(<path d="M2 9.5 3.8 3.4A1.2 1.2 0 0 1 5 2.5h6a1.2 1.2 0 0 1 1.2.9L14 9.5v3a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-3Zm0 0h3.3l1 1.8h3.4l1-1.8H14" />);
export const Clock = icon(<><circle cx="8" cy="8" r="5.75" /><path d="M8 4.8V8l2.2 1.4" /></>);
export const User = icon(<><circle cx="8" cy="5.2" r="2.7" /><path d="M2.8 13.6c.5-2.7 2.6-4.1 5.2-4.1s4.7 1.4 5.2 4.1" /></>);
export const UserOff = icon(<><circle cx="8" cy="5.2" r="2.7" /><path d="M2.8 13.6c.4-2.2 1.8-3.5 3.7-3.9M10.5 10.5l3 3m0-3-3 3" /></>);
export const Moon = icon(<path d="M13.3 9.7A5.8 5.8 0 0 1 6.3 2.7a5.8 5.8 0 1 0 7 7Z" />);
export const Check = icon(<path d="m3.2 8.4 3.1 3.1 6.5-7" />);
export const Archive = icon(<path d="M2.2 3.2h11.6v2.6H2.2zM3.2 5.8v6a1 1 0 0 0 1 1h7.6a1 1 0 0 0 1-1v-6M6.5 8.6h3" />);
export const Search = icon(<><circle cx="7" cy="7" r="4.4" /><path d="m10.4 10.4 3.2 3.2" /></>);
export const Close = icon(<path d="m4 4 8 8m0-8-8 8" />);
export const Back = icon(<path d="M9.8 3.2 5 8l4.8 4.8" />);
export const Down = icon(<path d="M3.2 6 8 10.8 12.8 6" />);
export const Send = icon(<path d="m2.4 3 11.4 5-11.4 5 1.5-5-1.5-5Zm1.5 5h4.6" />);
export const Clip = icon(<path d="m12.9 7.6-5.2 5.2a3.3 3.3 0 0 1-4.7-4.7L8.4 2.7a2.2 2.2 0 0 1 3.1 3.1l-5.3 5.3a1.1 1.1 0 0 1-1.6-1.6l4.9-4.9" />);
export const Template = icon(<><rect x="2.5" y="2.5" width="11" height="11" rx="1.6" /><path d="M2.5 6h11M6.2 6v7.5" /></>);
export const Canned = icon(<path d="M2.5 3.5h11v7.4H8L5 13.4v-2.5H2.5zM5 6.2h6M5 8.4h3.6" />);
export const Reply = icon(<path d="M6.4 3.6 2.6 7.4l3.8 3.8M2.8 7.4h6.4a4 4 0 0 1 4 4v1" />);
export const Info = icon(<><circle cx="8" cy="8" r="5.75" /><path d="M8 7.4v3.4M8 5.1v.1" /></>);
export const Copy = icon(<><rect x="5.5" y="5.5" width="8" height="8" rx="1.4" /><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" /></>);
export const Trash = icon(<path d="M2.8 4.3h10.4M6.3 4V2.6h3.4V4M4.2 4.5l.6 8.1a1 1 0 0 0 1 .9h4.4a1 1 0 0 0 1-.9l.6-8.1M6.8 7v4M9.2 7v4" />);
export const Note = icon(<path d="M3 2.8h10v6.6l-3.8 3.8H3zM9.2 13.2V9.4H13" />);
export const Alert = icon(<path d="M8 2.4 14.2 13H1.8L8 2.4ZM8 6.6v3M8 11.3v.1" />);
export const Panel = icon(<><rect x="2" y="3" width="12" height="10" rx="1.6" /><path d="M10 3v10" /></>);
export const Tag = icon(<path d="M2.5 2.5h5l6 6-5 5-6-6zM5.2 5.2v.1" />);
export const File = icon(<path d="M4 2h5l3.2 3.2V14H4zM9 2v3.4h3.2" />);
export const Image = icon(<><rect x="2.2" y="3" width="11.6" height="10" rx="1.4" /><path d="m2.6 11 3-3 2.4 2.4 2-1.8 3.4 3M10.6 6.2v.1" /></>);
export const Undo = icon(<path d="M5.4 3 2.6 5.8l2.8 2.8M2.8 5.8h6.4a4 4 0 0 1 0 8H6" />);
export const Person = icon(<><path d="M3 13.5c.4-2.6 2.3-4 5-4 1 0 1.9.2 2.7.600" /><circle cx="8" cy="5.2" r="2.7" /><path d="M11 12.500h3.500M12.7 10.800v3.5" /></>);
export const Keyboard = icon(<><rect x="1.5" y="4" width="13" height="8" rx="1.4" /><path d="M4.2 6.800v.1M6.7 6.800v.1M9.2 6.800v.1M11.7 6.800v.1M5 9.400h6" /></>);
export const Bell = icon(<path d="M4 6.800a4 4 0 0 1 8 0c0 3.2 1.2 4 1.2 4H2.800S4 10 4 6.800ZM6.7 13.300a1.5 1.5 0 0 0 2.6 0" />);
export const Exit = icon(<path d="M6.5 2.800H3.800a1 1 0 0 0-1 1v8.400a1 1 0 0 0 1 1h2.700M10.2 5l3 3-3 3M13 8H6.5" />);
export const More = icon(<path d="M3.5 8v.01M8 8v.01M12.5 8v.01" stroke-width="2.2" />);
export const Chat = icon(<path d="M2.5 3.200h11v7.600H8.200L5 13.400v-2.600H2.500z" />);
export const Mail = icon(<><rect x="2" y="3.2" width="12" height="9.6" rx="1.4" /><path d="m2.5 4.2 5.5 4.6 5.5-4.6" /></>);
export const Phone = icon(<><rect x="4.5" y="1.8" width="7" height="12.4" rx="1.6" /><path d="M7.4 11.900h1.2" /></>);
export const Plane = icon(<path d="m2 7.6 12-5-2.4 11-4-3-1.8 2-.6-3.800L12 3.8" />);
export const Gear = icon(<><circle cx="8" cy="8" r="2.1" /><path d="M8 1.8v1.700M8 12.500v1.700M14.200 8h-1.700M3.500 8H1.800M12.400 3.600l-1.200 1.200M4.800 11.200l-1.200 1.200M12.400 12.400l-1.200-1.200M4.800 4.800 3.600 3.600" /></>);
export const Chart = icon(<path d="M2.500 13.500h11M4.200 13.300V9M8 13.300V3M11.800 13.300V6.200" />);
export const Lines = icon(<path d="M2.500 4.500h11M2.500 8h11M2.500 11.500h11" />);

/** One tick, two ticks: a stroke for each thing that is known. */
export const Ticks = ({ two }: { two: boolean }) => (
  <svg class="icon" width="16" height="12" viewBox="0 0 16 12" fill="none" stroke="currentColor" stroke-width="1.5"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    {two ? <path d="m1 6.6 2.6 2.700L9 2.800M6.4 9l.4.400L12.8 2.8" /> : <path d="m3 6.6 2.6 2.700L11.6 2.8" />}
  </svg>
);

const CHANNELS: Record<string, typeof Chat> = { EMAIL: Mail, SMS: Phone, PUSH: Bell, TELEGRAM: Plane, WHATSAPP: Chat };

export function Channel({ of, size = 12 }: { of: string | undefined; size?: number }) {
  const Icon = CHANNELS[of ?? ""] ?? Chat;
  return <Icon size={size} />;
}
