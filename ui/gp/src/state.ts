// SPDX-License-Identifier: EUPL-1.2
/** Where the page is in a visit: an enum and one table. */

export enum PageState {
  /** reading the link and asking the desk about the visit */
  Opening = "opening",
  /** something stands in the way before the visit; the words say what */
  Problem = "problem",
  /** camera preview and the join button */
  Lobby = "lobby",
  /** joined: reaching the broker, waiting for the patient */
  Joining = "joining",
  /** a believed invite is being answered */
  Connecting = "connecting",
  InCall = "in-call",
  /** the media is lost; the last readings stay, marked old */
  Reconnecting = "reconnecting",
  /** the station said no; the words say why */
  Refused = "refused",
  /** an invite was not believed: somebody may be tampering */
  Tampered = "tampered",
  Ended = "ended",
}

export enum PageEvent {
  Opened = "opened",
  Hindered = "hindered",
  Retry = "retry",
  Join = "join",
  Invited = "invited",
  Connected = "connected",
  Lost = "lost",
  /** the pending call came to nothing */
  CallDropped = "call-dropped",
  /** the patient went away without ending the visit */
  PatientLeft = "patient-left",
  Refused = "refused",
  Disbelieved = "disbelieved",
  End = "end",
}

type Row = Partial<Record<PageEvent, PageState>>;

const { Opening, Problem, Lobby, Joining, Connecting, InCall, Reconnecting, Refused, Tampered, Ended } = PageState;

/** What each event does in each state; an event that is not named is ignored there. */
export const TABLE: Readonly<Record<PageState, Row>> = {
  [Opening]: { [PageEvent.Opened]: Lobby, [PageEvent.Hindered]: Problem, [PageEvent.End]: Ended },
  [Problem]: { [PageEvent.Retry]: Opening },
  [Lobby]: { [PageEvent.Join]: Joining, [PageEvent.Hindered]: Problem, [PageEvent.End]: Ended },
  [Joining]: {
    [PageEvent.Invited]: Connecting,
    [PageEvent.Refused]: Refused,
    [PageEvent.Disbelieved]: Tampered,
    [PageEvent.Hindered]: Problem,
    [PageEvent.End]: Ended,
  },
  [Connecting]: {
    [PageEvent.Invited]: Connecting,
    [PageEvent.Connected]: InCall,
    [PageEvent.Lost]: Joining,
    [PageEvent.CallDropped]: Joining,
    [PageEvent.Refused]: Refused,
    [PageEvent.Disbelieved]: Tampered,
    [PageEvent.Hindered]: Problem,
    [PageEvent.End]: Ended,
  },
  // a refusal or a forged invite that comes during a good call does not end it
  [InCall]: {
    [PageEvent.Connected]: InCall,
    [PageEvent.Lost]: Reconnecting,
    [PageEvent.Hindered]: Problem,
    [PageEvent.End]: Ended,
  },
  [Reconnecting]: {
    [PageEvent.Connected]: InCall,
    [PageEvent.PatientLeft]: Joining,
    [PageEvent.Refused]: Refused,
    [PageEvent.Disbelieved]: Tampered,
    [PageEvent.Hindered]: Problem,
    [PageEvent.End]: Ended,
  },
  [Refused]: { [PageEvent.Retry]: Opening, [PageEvent.End]: Ended },
  [Tampered]: {},
  [Ended]: {},
};

/** The state after `event`, or null where the event means nothing. */
export function next(state: PageState, event: PageEvent): PageState | null {
  return TABLE[state][event] ?? null;
}

/** Why the page is in Problem or Refused; each has its own words and way on. */
export enum Reason {
  None = "none",
  BrokenLink = "broken-link",
  /** the page was not opened over https, so the browser withholds camera and keys */
  Insecure = "insecure",
  /** it lacks something the visit cannot do without */
  OldBrowser = "old-browser",
  UnknownVisit = "unknown-visit",
  DeskAway = "desk-away",
  LoginRefused = "login-refused",
  OtherTab = "other-tab",
  InUse = "in-use",
  BadProof = "bad-proof",
  ClockWrong = "clock-wrong",
  Expired = "expired",
  /** the visit is over for this page: a colleague has it */
  HandedOver = "handed-over",
  /** malformed, replayed and other refusals that a second try may mend */
  NotAccepted = "not-accepted",
}

const REFUSALS: Readonly<Record<string, Reason>> = {
  "in-use": Reason.InUse,
  "bad-proof": Reason.BadProof,
  "wrong-visit": Reason.BadProof,
  stale: Reason.ClockWrong,
  expired: Reason.Expired,
  "handed-over": Reason.HandedOver,
};

/** The reason the page gives for a refusal the station named. */
export function refusalReason(named: string): Reason {
  return REFUSALS[named] ?? Reason.NotAccepted;
}

/** How the connection is, in one word that the catalogues turn into a sentence. */
export enum Connection {
  Off = "off",
  BrokerConnecting = "broker-connecting",
  BrokerAway = "broker-away",
  Waiting = "waiting",
  Connecting = "connecting",
  Connected = "connected",
  /** the call stands while the clinic's server is away */
  ConnectedBrokerAway = "connected-broker-away",
  LineLost = "line-lost",
  Reconnecting = "reconnecting",
}

export enum BrokerState {
  Off = "off",
  Connecting = "connecting",
  Online = "online",
  Retrying = "retrying",
  Refused = "refused",
}

/** Sum up page, broker and line. `heard` is false when the line has been silent for two seconds. */
export function connection(page: PageState, broker: BrokerState, heard: boolean): Connection {
  const online = broker === BrokerState.Online;
  switch (page) {
    case PageState.Joining:
      if (online) return Connection.Waiting;
      return broker === BrokerState.Retrying ? Connection.BrokerAway : Connection.BrokerConnecting;
    case PageState.Connecting:
      return Connection.Connecting;
    case PageState.InCall:
      if (!heard) return Connection.LineLost;
      return online ? Connection.Connected : Connection.ConnectedBrokerAway;
    case PageState.Reconnecting:
      return online ? Connection.Reconnecting : Connection.BrokerAway;
    default:
      return Connection.Off;
  }
}
