import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi as HttpApiShell, HttpMethod, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { Alarms } from '#infra/constructs/alarms';
import { DeadLetters } from '#infra/constructs/dead-letters';
import { HandoffWorkflow } from '#infra/constructs/handoff-workflow';
import { HttpApi } from '#infra/constructs/http-api';
import { MeterLines } from '#infra/constructs/meter-lines';
import { embedderAccess, modelAccess } from '#infra/constructs/model-access';
import { Overview } from '#infra/constructs/overview';
import { Queue } from '#infra/constructs/queue';
import { SocketApi } from '#infra/constructs/socket-api';
import { type House, Step, type StepProps, type Use } from '#infra/constructs/step';
import { StreamConsumer } from '#infra/constructs/stream-consumer';
import { Sweeper } from '#infra/constructs/sweeper';
import type { Environment } from '#infra/environments';
import type { Settings } from '#shared/runtime/settings';
import { FAILURE_PREFIX } from '#shared/store/failure-store';
import type { KnowledgeStack } from './knowledge.ts';
import type { StateStack } from './state.ts';

export interface ServiceStackProps extends StackProps {
  readonly environment: Environment;
  readonly state: StateStack;
  /** @default none: the embedded index */
  readonly knowledge?: KnowledgeStack | undefined;
  /** Folder of the bundles, one folder a step. */
  readonly bundles: string;
}

/** Ten thousand articles are built anew in seconds; a cluster, and the questions asked of it, may take minutes. */
const BUILD_WITHIN = Duration.minutes(5);

const all =
  (...uses: Use[]): Use =>
  (step) => {
    for (const use of uses) use(step);
  };

/** Everything that can be thrown away and deployed again: steps, routes, queues, the workflow, alarms. */
export class ServiceStack extends Stack {
  readonly socketAddress: string;
  readonly httpAddress: string;
  private readonly chosen: Environment;
  private readonly state: StateStack;
  private readonly search: Use;
  private readonly publishing: Use;
  /** Makes versions of the knowledge, and puts them live. */
  private readonly building: Use;
  /** Articles with their versions and lists. */
  private readonly articles: Use;
  private readonly house: House;
  private readonly alarms: Alarms;
  private readonly letters: DeadLetters;
  private readonly turns: Queue;
  private readonly failedTurns: Queue;
  private readonly matching: Queue;
  private readonly timers: Queue;
  private readonly projection: Queue;
  private readonly builds: Queue;
  private readonly sockets: SocketApi;
  private readonly http: HttpApi;
  private readonly workflow: HandoffWorkflow;
  /** HEAD, for a decision that needs no words. */
  private readonly heads: Use;
  /** Events with their words. */
  private readonly readLog: Use;
  /** One more append to a conversation that exists. */
  private readonly append: Use;
  /** An append that may be a conversation's first, with the key it gets then. */
  private readonly open: Use;
  /** The rows of agents, seats, places and waits, as matching, lapses and sweeps change them. */
  private readonly seats: Use;

  constructor(scope: Construct, id: string, { environment, state, knowledge, bundles, ...props }: ServiceStackProps) {
    super(scope, id, props);
    this.chosen = environment;
    this.state = state;
    const { conversations, keys, desk, dataKey } = state;
    this.heads = all(conversations.may('get'), keys.named, dataKey.named);
    this.readLog = all(conversations.may('get', 'query'), keys.may('get'), dataKey.open);
    this.append = all(conversations.may('get', 'put'), keys.may('get'), dataKey.open);
    this.open = all(this.append, keys.may('put'), dataKey.seal);
    this.seats = desk.may('get', 'query', 'put', 'update', 'delete');
    const index = knowledge ? knowledge.search : state.knowledgeFiles.read;
    // Whichever engine searches: what its hits may still say, and which intents are live, is asked of the table, in the turn.
    this.search = all(index, state.knowledge.may('get', 'getMany'), state.knowledgeFiles.readIntents);
    this.articles = state.knowledge.may('get', 'query', 'put', 'delete');
    this.publishing = all(
      this.articles,
      state.knowledge.may('getMany', 'update'),
      knowledge ? knowledge.search : () => {},
    );
    this.building = all(
      state.knowledge.may('get', 'query', 'put'),
      knowledge
        ? knowledge.index
        : all(state.knowledge.may('update'), state.knowledgeFiles.read, state.knowledgeFiles.write),
    );
    this.alarms = new Alarms(this, 'Alarms', { key: dataKey, email: environment.alarmEmail });
    this.letters = new DeadLetters(this.alarms, desk.mayNote(FAILURE_PREFIX, 'FAILURES_TABLE'));
    this.house = { bundles, log: this.logGroup('steps'), settings: this.toJsonString(this.settings()) };
    this.failedTurns = this.queue('FailedTurns', 'FAILED_TURNS_QUEUE', {
      fifo: true,
      backTo: () => this.turns,
      // A message may bring along how often it was received before: with 3 a dead turn could pass through unburied.
      receives: 6,
      means: 'A turn failed three times and its failure could not be recorded: a customer waits for the sweeper.',
    });
    this.turns = this.queue('Turns', 'TURNS_QUEUE', {
      fifo: true,
      stepTimeout: Duration.seconds(20),
      failuresTo: this.failedTurns,
      means: '',
    });
    this.matching = this.queue('Matching', 'MATCHING_QUEUE', {
      fifo: true,
      means: 'An agent was not matched with a waiting customer; the sweeper rings again within a minute.',
    });
    this.timers = this.queue('Timers', 'TIMERS_QUEUE', {
      means: 'A lease, pause or exclusion ended unnoticed; the sweeper notices within a minute.',
    });
    this.projection = this.queue('Projection', 'PROJECTION_QUEUE', {
      means: 'Ledger lines were not written: costs shown are too low.',
    });
    this.builds = this.queue('Builds', 'BUILDS_QUEUE', {
      fifo: true,
      stepTimeout: BUILD_WITHIN,
      means: 'A version of the knowledge was not built: what was published since is not found yet.',
    });
    this.sockets = this.socketApi();
    this.http = this.httpApi();
    this.workflow = this.handoffWorkflow();
    this.connections();
    this.customerFrames();
    this.agentFrames();
    this.requests();
    this.turnsOfTheBot();
    this.streamConsumers();
    this.housekeeping();
    this.costs();
    this.lookIntoLetters();
    this.watchErrors();
    if (knowledge) this.watchSearch(knowledge);
    new Overview(this, 'Overview', {
      name: `${environment.name}-conversations`,
      alarms: this.alarms,
      turns: this.turns.queue,
      machine: this.workflow.machine,
      sockets: state.sockets,
    });
    this.socketAddress = this.sockets.stage.url;
    this.httpAddress = state.http.apiEndpoint;
    this.tell();
  }

  private connections(): void {
    const { desk } = this.state;
    this.sockets.connections({
      authorize: this.step('authorize', [desk.may('delete')]),
      connect: this.step('connect', []),
      disconnect: this.step('disconnect', [desk.may('query', 'update', 'delete'), this.timers.send]),
    });
  }

  private customerFrames(): void {
    const { customers, desk } = this.state;
    const { append, open, heads, readLog, workflow } = this;
    this.frame('say', 'receive', [open, readLog, customers.may('put'), this.turns.send]);
    this.frame('sync', 'sync', [readLog, desk.may('put')]);
    this.frame('ask-person', 'ask-person', [open, readLog, customers.may('put'), desk.may('put'), this.matching.send]);
    this.frame('choose', 'choose', [append, desk.may('get', 'update', 'delete'), workflow.answer, this.turns.send]);
    this.frame('typing', 'typing', [heads, desk.may('query'), this.sockets.push]);
    this.frame('$default', 'unknown-frame', []);
  }

  private agentFrames(): void {
    const { desk } = this.state;
    const { append, heads, workflow } = this;
    const freeing = all(append, desk.may('get', 'update', 'delete'), workflow.answer, this.matching.send);
    this.frame('presence', 'presence', [desk.may('query', 'put', 'update'), this.matching.send]);
    this.frame('accept', 'accept', [append, desk.may('get', 'put'), workflow.answer]);
    this.frame('decline', 'decline', [freeing, desk.may('put'), this.timers.send]);
    this.frame('reply', 'reply', [append]);
    this.frame('close', 'close', [freeing]);
    this.frame('notices', 'notices', [heads, desk.may('get', 'query', 'put', 'delete')]);
    this.frame('return-to-bot', 'return-to-bot', [freeing, this.turns.send]);
  }

  private requests(): void {
    const { customers, desk, ledger, readTokenSecret } = this.state;
    const { POST, GET } = HttpMethod;
    const session = this.step('open-session', [customers.may('get'), desk.may('put', 'update'), readTokenSecret]);
    const ticket = this.step('agent-ticket', [desk.may('put')]);
    const cost = this.step('conversation-cost', [ledger.may('query'), this.heads]);
    const publish = this.step('publish', [this.publishing, this.builds.send], {
      bundle: this.bundleForSearch('publish'),
      timeout: Duration.seconds(60),
      memory: 1024,
    });
    // A saved text is compared with all that is served; conflicts, all with all.
    const articles = this.step('articles', [this.articles, this.builds.send], {
      timeout: Duration.seconds(28),
      memory: 1769,
    });
    const tryOut = this.step('try', [this.search, this.embeds, this.speaks], {
      bundle: this.bundleForSearch(this.embedding('try')),
      timeout: Duration.seconds(20),
      memory: 1024,
    });
    this.builds.feed(
      this.step('build', [this.building, this.embeds], {
        bundle: this.bundleForSearch(this.embedding('build')),
        timeout: BUILD_WITHIN,
        // One processor whole.
        memory: 1769,
      }),
    );
    const { knowledge, knowledgeFiles } = this.state;
    const keptIntents = [
      knowledge.may('get', 'query', 'put', 'update'),
      knowledgeFiles.readIntents,
      knowledgeFiles.writeIntents,
    ];
    // Five thousand examples are learned in seconds, on one processor.
    const intents = this.step('intents', keptIntents, { timeout: Duration.seconds(28), memory: 1769 });
    const fetchPage = this.step('fetch-page', [], { timeout: Duration.seconds(20), memory: 512 });
    this.http.open(POST, '/session', session);
    this.http.forAgents(POST, '/agent/ticket', ticket);
    this.http.forAgents(GET, '/conversations/{id}/cost', cost);
    this.http.forAgents(POST, '/knowledge/articles', articles);
    this.http.forAgents(POST, '/knowledge/fetch', fetchPage);
    this.http.forAgents(POST, '/knowledge/import', publish);
    this.http.forAgents(POST, '/knowledge/publish', publish);
    this.http.forAgents(POST, '/knowledge/try', tryOut);
    this.http.forAgents(POST, '/knowledge/intents', intents);
  }

  private turnsOfTheBot(): void {
    const { append, readLog, search } = this;
    const { desk, settings } = this.state;
    const { models } = this.chosen;
    const hints = all(this.turns.send, this.matching.send);
    const thinks = all(search, this.embeds, modelAccess(models, settings), this.speaks);
    const answer = this.step('answer', [append, readLog, thinks, desk.may('query', 'put'), this.sockets.push, hints], {
      bundle: this.bundleForSearch(this.embedding('answer', models.kind === 'none' ? 'answer' : 'answer.models')),
      timeout: Duration.seconds(20),
    });
    this.turns.feed(answer);
    this.failedTurns.feed(this.step('bury', [append, desk.may('put'), this.matching.send]));
    this.alarms.on('TurnsLate', {
      metric: this.turns.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1) }),
      threshold: 60,
      periods: 2,
      means: 'A turn of the bot has waited for more than a minute: customers are not answered.',
    });
  }

  private streamConsumers(): void {
    const { conversations, desk, dataKey } = this.state;
    const { heads, readLog, workflow } = this;
    const starts = all(this.turns.send, this.matching.send, this.projection.send, workflow.start, workflow.answer);
    const relay = this.step('relay', [heads, desk.may('get'), starts]);
    const deliver = this.step('deliver', [readLog, desk.may('query', 'delete'), this.sockets.push]);
    const ofHeads = { table: conversations.table, key: dataKey, alarms: this.alarms, letters: this.letters };
    const late = 'What facts demand starts late, or only by the sweeper.';
    new StreamConsumer(this, 'RelayStream', { ...ofHeads, step: relay, means: late });
    new StreamConsumer(this, 'DeliverStream', {
      ...ofHeads,
      step: deliver,
      means: 'Screens hear of new words only when they ask.',
    });
  }

  private housekeeping(): void {
    const { append, readLog, seats, workflow } = this;
    const { conversations, customers, desk } = this.state;
    this.matching.feed(this.step('match', [append, seats, workflow.answer]));
    const lapse = [append, readLog, seats, customers.may('get'), workflow.answer, this.matching.send];
    this.timers.feed(this.step('lapse', lapse));
    workflow.rescueBy(this.step('rescue', [append, desk.may('put'), this.timers.send]), this.letters);
    const { sweepEverySeconds: everySeconds } = this.chosen;
    const overdue = all(conversations.mayQuery('due'), workflow.start, workflow.answer);
    const sweep = this.step('sweep', [append, readLog, seats, overdue, this.turns.send, this.matching.send], {
      timeout: Duration.seconds(everySeconds < 60 ? 58 : 50),
    });
    new Sweeper(this, 'Sweeper', { step: sweep, alarms: this.alarms, letters: this.letters, everySeconds });
  }

  private costs(): void {
    const { conversations, ledger } = this.state;
    const project = this.step('project', [ledger.may('put'), conversations.may('query')], {
      house: { ...this.house, log: this.logGroup('project') },
    });
    this.projection.feed(project, 10);
    new MeterLines(this, 'MeterLines', { from: this.house.log, step: project, letters: this.letters });
  }

  /** Last, since it needs every end of every edge. */
  private lookIntoLetters(): void {
    const { desk } = this.state;
    const { POST, GET } = HttpMethod;
    // A look takes a second for each ten letters; whoever asks waits for 30 at most.
    const timeout = Duration.seconds(28);
    const look = this.step('dead-letters', [this.letters.look, desk.may('query')], { timeout });
    const redrive = this.step('redrive', [this.letters.redrive, this.heads, desk.may('query', 'put')], { timeout });
    this.http.forAgents(GET, '/dead-letters', look);
    this.http.forAgents(GET, '/dead-letters/{queue}', look);
    this.http.forAgents(POST, '/dead-letters/{queue}', redrive);
  }

  private handoffWorkflow(): HandoffWorkflow {
    const { append, readLog } = this;
    const { desk } = this.state;
    const passOn = [append, desk.may('query', 'put', 'update', 'delete'), this.matching.send];
    const steps = {
      assess: this.step('assess', [append, readLog]),
      wait: this.step('wait', [append, desk.may('get', 'query', 'put')]),
      'pass-on': this.step('pass-on', passOn),
      settle: this.step('settle', [append, readLog, desk.may('delete')]),
      'wrap-up': this.step('wrap-up', [append, readLog]),
    };
    const workflow = new HandoffWorkflow(this, 'Handoff', {
      steps,
      logName: `/aws/vendedlogs/states/baton/${this.chosen.name}/handoff`,
      logRetention: this.chosen.logDays,
      removal: this.removal,
      alarms: this.alarms,
    });
    workflow.answer(steps.wait);
    return workflow;
  }

  /** Errors that steps log and that the platform reports (timeouts, memory), as one metric for all of them. */
  private watchErrors(): void {
    const metric = new MetricFilter(this, 'Errors', {
      logGroup: this.house.log,
      metricNamespace: `Baton/${this.chosen.name}`,
      metricName: 'Errors',
      filterPattern: FilterPattern.literal(
        '{ ($.level = "ERROR") || ($.level = "FATAL") || ($.record.status = "timeout") || ($.record.status = "error") || ($.record.status = "failure") }',
      ),
      metricValue: '1',
    }).metric({ period: Duration.minutes(5), statistic: 'Sum' });
    this.alarms.on('StepErrors', {
      metric,
      threshold: 5,
      means: 'Steps fail; the log group of the steps says which, and why.',
    });
  }

  private watchSearch({ red, freeMb }: KnowledgeStack): void {
    this.alarms.on('SearchRed', {
      metric: red,
      means: 'Part of the search index is missing: the bot says that it cannot look things up, and offers a person.',
    });
    this.alarms.on('SearchFull', {
      metric: freeMb,
      threshold: 2048,
      below: true,
      means: 'Less than 2 GB is free on a search node: soon no knowledge can be published.',
    });
  }

  private frame(action: string, folder: string, uses: Use[]): void {
    this.sockets.frame(action, this.step(folder, uses));
  }

  /** Whoever puts the bot's words together knows how the brand speaks. */
  private readonly speaks: Use = (step) => {
    const { persona } = this.chosen;
    if (persona) step.knows('PERSONA', this.toJsonString(persona));
  };

  /** Turns entries or questions into vectors, where the environment has an embedder. */
  private readonly embeds: Use = (step) => embedderAccess(this.chosen.embedder)(step);

  /** What embeds can ask models too, so one bundle does for both. */
  private embedding(folder: string, without = folder): string {
    return this.chosen.embedder.kind === 'none' ? without : `${folder}.vectors`;
  }

  /** One engine's code is in each bundle: a step that searches, or makes what is searched, has one for each. */
  private bundleForSearch(folder: string): string {
    return this.chosen.search === 'opensearch' ? `${folder}.opensearch` : folder;
  }

  private step(
    folder: string,
    uses: Use[],
    more: Partial<Pick<StepProps, 'timeout' | 'memory' | 'house' | 'bundle'>> = {},
  ): Step {
    const concurrency = (this.chosen.concurrency as Record<string, number>)[folder];
    return new Step(this, pascal(folder), { folder, house: this.house, uses, concurrency, ...more });
  }

  private queue(
    id: string,
    variable: string,
    props: Omit<ConstructorParameters<typeof Queue>[2], 'variable' | 'letters'>,
  ): Queue {
    return new Queue(this, id, { variable, letters: this.letters, ...props });
  }

  private get removal(): RemovalPolicy {
    return this.chosen.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  }

  private logGroup(name: string): LogGroup {
    return new LogGroup(this, `Log ${name}`, {
      logGroupName: `/baton/${this.chosen.name}/${name}`,
      retention: this.chosen.logDays,
      removalPolicy: this.removal,
    });
  }

  private socketApi(): SocketApi {
    const { limits, managementEndpoint } = this.chosen;
    return new SocketApi(this, 'SocketApi', {
      // By its id: a route's parts would otherwise be made in the stack of the API, which must not know the service.
      api: WebSocketApi.fromWebSocketApiAttributes(this, 'Sockets', { webSocketId: this.state.sockets.apiId }),
      throttle: { rateLimit: limits.requestsPerSecond, burstLimit: limits.requestBurst },
      managementEndpoint,
      alarms: this.alarms,
    });
  }

  private httpApi(): HttpApi {
    const { limits } = this.chosen;
    return new HttpApi(this, 'HttpApi', {
      api: HttpApiShell.fromHttpApiAttributes(this, 'Http', { httpApiId: this.state.http.apiId }),
      signedIn: this.state.signedIn,
      throttle: { rateLimit: limits.requestsPerSecond, burstLimit: limits.requestBurst },
      accessLog: this.logGroup('access'),
      alarms: this.alarms,
    });
  }

  private settings(): Settings {
    const {
      name,
      region,
      timings,
      hours,
      skills,
      limits,
      budgets,
      capacity,
      search,
      publishing,
      models,
      answers,
      priceRegion,
      retentionDays,
    } = this.chosen;
    return {
      environment: name,
      region,
      timings,
      hours,
      skills,
      limits,
      budgets,
      retentionDays,
      capacity,
      origins: this.state.origins,
      search,
      publishing,
      models,
      answers,
      groupClaim: this.state.signedIn.groupClaim,
      priceRegion,
      currency: 'USD',
    };
  }

  private tell(): void {
    new CfnOutput(this, 'SocketAddress', { value: this.socketAddress });
    new CfnOutput(this, 'HttpAddress', { value: this.httpAddress });
    new CfnOutput(this, 'SocketApiId', { value: this.state.sockets.apiId });
    new CfnOutput(this, 'HttpApiId', { value: this.state.http.apiId });
    new CfnOutput(this, 'StepsLog', { value: this.house.log.logGroupName });
    new CfnOutput(this, 'HandoffMachine', { value: this.workflow.machine.stateMachineArn });
  }
}

const pascal = (folder: string): string =>
  folder.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
