import type { Packet } from '#shared/handoff/packet';
import type { Conversation } from '../desk/conversation.ts';
import { useSelected } from '../desk/use-desk.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './context.module.css';
import { CostView } from './cost-view.tsx';
import { packetOf } from './packet-of.ts';
import { Emotion, Promises, Question, Slots, Summary, Tried, Why } from './packet-view.tsx';
import type { Cost } from './use-cost.ts';

/** All that is known of the conversation, so that nobody is asked twice. */
export function ContextPane({ cost }: { cost: Cost }) {
  const { words } = useWords();
  const conversation = useSelected();
  return (
    <aside className={styles.pane} aria-label={words.context.label}>
      {conversation ? <Known conversation={conversation} cost={cost} /> : <p className="quiet">{words.context.none}</p>}
    </aside>
  );
}

function Known({ conversation, cost }: { conversation: Conversation; cost: Cost }) {
  const { words } = useWords();
  const packet = packetOf(conversation.events);
  return (
    <>
      {packet ? <PacketParts packet={packet} /> : <p className="quiet">{words.context.noPacket}</p>}
      <CostView cost={cost} />
    </>
  );
}

const PacketParts = ({ packet }: { packet: Packet }) => (
  <>
    <Question packet={packet} />
    <Summary packet={packet} />
    <Why packet={packet} />
    <Slots packet={packet} />
    <Tried packet={packet} />
    <Emotion packet={packet} />
    <Promises packet={packet} />
  </>
);
