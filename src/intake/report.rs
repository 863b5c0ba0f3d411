//! What the intake hands on: plain data about what was brought, with nothing concluded from it.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

/// What was brought, as far as its form tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A returned message, or another report about a message.
    Bounce,
    /// Pasted or saved text that is no message.
    #[default]
    Text,
    /// A bare code.
    Code,
    /// A message that returns nothing.
    OtherMail,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bounce => "bounce",
            Self::Text => "text",
            Self::Code => "code",
            Self::OtherMail => "other-mail",
        }
    }
}

/// What sort of message it is; the table says what each means (`kinds` of `messages.toml`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// No message, or one of no special sort.
    #[default]
    Plain,
    /// A delivery report (RFC 3464), or a returned message in a form of the server's own.
    DeliveryReport,
    /// The vacation notice or acknowledgement of a person or program (RFC 3834).
    AutoReply,
    /// A complaint or authentication report (RFC 5965, RFC 6591, RFC 7489).
    FeedbackReport,
    /// A receipt that says what a reader did with a message (RFC 8098).
    Receipt,
    /// A receipt, notice or envelope of Italian certified mail (RFC 6109).
    Certified(Certified),
}

impl Sort {
    /// The name under which the table knows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::DeliveryReport => "delivery-report",
            Self::AutoReply => "auto-reply",
            Self::FeedbackReport => "feedback-report",
            Self::Receipt => "receipt",
            Self::Certified(certified) => certified.as_str(),
        }
    }
}

/// What sort of certified mail it is (RFC 6109 section 2.1); the table has a page for each (`certified.toml`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certified {
    /// The sender's provider has taken the message in (`accettazione`).
    Accepted,
    /// The same, and every recipient has an ordinary mailbox: no receipt of delivery will come.
    AcceptedForOrdinaryMail,
    /// The sender's provider has not taken it in (`non-accettazione`), for its form.
    Refused,
    /// The same, for a virus.
    RefusedVirus,
    /// The recipient's provider has taken it over (`presa-in-carico`).
    TakenOver,
    /// It is in the recipient's mailbox (`avvenuta-consegna`).
    Delivered,
    /// It could not be delivered (`errore-consegna`), for a reason in words.
    NotDelivered,
    /// The same: there is no such mailbox (`no-dest`).
    NoRecipient,
    /// The same: there is no such domain (`no-dominio`).
    NoDomain,
    /// The same, for a virus.
    NotDeliveredVirus,
    /// The same: nobody took it over within 24 hours.
    NotDeliveredInTime,
    /// Nobody has taken it over within 12 hours (`preavviso-errore-consegna`).
    Late,
    /// A provider found a virus (`rilevazione-virus`).
    VirusFound,
    /// The envelope in which a certified message comes (`posta-certificata`).
    Envelope,
    /// The envelope around a message that is not certified (`errore`, «anomalia messaggio»).
    Anomaly,
}

impl Certified {
    /// The name under which the table knows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "pec-accettazione",
            Self::AcceptedForOrdinaryMail => "pec-accettazione-esterno",
            Self::Refused => "pec-non-accettazione",
            Self::RefusedVirus => "pec-non-accettazione-virus",
            Self::TakenOver => "pec-presa-in-carico",
            Self::Delivered => "pec-avvenuta-consegna",
            Self::NotDelivered => "pec-errore-consegna",
            Self::NoRecipient => "pec-errore-consegna-no-dest",
            Self::NoDomain => "pec-errore-consegna-no-dominio",
            Self::NotDeliveredVirus => "pec-errore-consegna-virus",
            Self::NotDeliveredInTime => "pec-errore-consegna-tempo",
            Self::Late => "pec-preavviso-errore-consegna",
            Self::VirusFound => "pec-rilevazione-virus",
            Self::Envelope => "pec-posta-certificata",
            Self::Anomaly => "pec-anomalia",
        }
    }

    /// What it says happened to each recipient that it names.
    pub fn action(self) -> Option<Action> {
        match self {
            Self::Delivered => Some(Action::Delivered),
            Self::Late => Some(Action::Delayed),
            _ if self.is_failure() => Some(Action::Failed),
            _ => None,
        }
    }

    /// Whether the message did not, or not yet, get where it should.
    pub fn returns(self) -> bool {
        self == Self::Late || self.is_failure()
    }

    /// Whether it is an envelope with a message in it, and no word about another message.
    pub fn is_envelope(self) -> bool {
        matches!(self, Self::Envelope | Self::Anomaly)
    }

    /// Whether the sender's own provider wrote it, when the message was handed in.
    pub fn is_of_sender(self) -> bool {
        matches!(self, Self::Accepted | Self::AcceptedForOrdinaryMail | Self::Refused | Self::RefusedVirus)
    }

    fn is_failure(self) -> bool {
        matches!(
            self,
            Self::Refused
                | Self::RefusedVirus
                | Self::NotDelivered
                | Self::NoRecipient
                | Self::NoDomain
                | Self::NotDeliveredVirus
                | Self::NotDeliveredInTime
                | Self::VirusFound
        )
    }
}

/// The `Action` field of a delivery report (RFC 3464 section 2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

impl Action {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
            Self::Expanded => "expanded",
        }
    }
}

/// An enhanced status code, `class.subject.detail` (RFC 3463 section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusCode {
    /// 2, 4 or 5.
    pub class: u8,
    /// 0 to 999; the registry uses 0 to 7.
    pub subject: u16,
    /// 0 to 999.
    pub detail: u16,
}

impl StatusCode {
    /// Reads `5.1.1`; anything else gives `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut number = |most: usize| {
            let part = parts.next()?;
            let digits = !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
            if digits { part.parse::<u16>().ok() } else { None }
        };
        let (class, subject, detail) = (number(1)?, number(3)?, number(3)?);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        parts.next().is_none().then_some(Self { class, subject, detail })
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// One answer of a server, as quoted in the text: reply code, enhanced status code, words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Three digits (RFC 5321 section 4.2), or empty where only a status code was given.
    pub code: String,
    pub status: Option<StatusCode>,
    /// Where the codes stand in [`Report::text`].
    pub codes: Range<usize>,
    /// Where it stands, codes and words.
    pub span: Range<usize>,
    /// The recipient that its words name, an index into [`Report::recipients`].
    pub recipient: Option<usize>,
}

/// A code of a mail program or operating system found in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCode {
    /// As the table writes it.
    pub code: String,
    /// Where it stands in [`Report::text`].
    pub span: Range<usize>,
}

/// One recipient that the report speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// The address as the sender wrote it (RFC 3464 section 2.3.1), or the final one where the report does not say;
    /// empty where it names nobody.
    pub address: String,
    /// The final recipient (RFC 3464 section 2.3.2), where an alias led elsewhere.
    pub final_recipient: String,
    pub action: Option<Action>,
    /// From the `Status` field, or from the reply.
    pub status: Option<StatusCode>,
    /// The server's own words about this recipient, in [`Report::text`]; empty range where there are none.
    pub diagnostic: Range<usize>,
    /// Where the notice for people speaks of this recipient.
    pub notice: Range<usize>,
    /// Who gave the reply (RFC 3464 section 2.3.5).
    pub remote_mta: String,
    /// As written in the report.
    pub last_attempt: String,
    /// Until when the server will try (RFC 3464 section 2.3.9), as written in the report.
    pub will_retry_until: String,
    /// Whether it is a certified mailbox, where the report tells (RFC 6109 section 4.4).
    pub certified: Option<bool>,
}

/// What is known of the returned message, from its own header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageHead {
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    /// As RFC 3339, or as written where it can't be read.
    pub date: String,
    pub message_id: String,
    /// The name that the sender goes by.
    pub name: String,
    /// The servers named in the `Received` fields, the last stop first (RFC 5321 section 4.4).
    pub hosts: Vec<String>,
    /// What servers have noted about it, a field a line: RFC 7208, RFC 8601 and the marks of spam filters.
    pub checks: String,
}

/// A link in the words for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The words that the reader sees.
    pub shown: String,
    /// The host that it leads to, lower case.
    pub host: String,
}

/// A moment as people read it, in its own time zone and in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub here: Clock,
    pub utc: Clock,
    /// Minutes that its own clock is ahead of UTC.
    pub offset: i16,
}

/// A day of the calendar and a time of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    pub day: u8,
    /// Hour, minute and second.
    pub time: [u8; 3],
}

/// A part of [`Report::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Words for people.
    Notice,
    /// The fields of a delivery report.
    DeliveryStatus,
    /// The header of the returned message.
    Returned,
}

/// Damage or a limit met while reading. Reading goes on; this is for the page to mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// There was more text than is read.
    Truncated,
    /// The message breaks off inside a part.
    CutOff,
    /// Some bytes belong to no known character set.
    BadCharacters,
}

/// Everything found in what the person brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub kind: Kind,
    pub sort: Sort,
    /// The cleaned text; every span points into it, in bytes.
    pub text: String,
    pub parts: Vec<(Part, Range<usize>)>,
    pub recipients: Vec<Recipient>,
    /// In order of appearance.
    pub replies: Vec<Reply>,
    pub client_codes: Vec<ClientCode>,
    /// Who wrote the report (RFC 3464 section 2.2.2).
    pub reporting_mta: String,
    /// The reporting server's own name for the message.
    pub queue_id: String,
    /// When the message reached the reporting server, as written there.
    pub arrival_date: String,
    /// The address that sent the message, where known.
    pub sender: String,
    /// The report's own header, when it is a message.
    pub head: MessageHead,
    /// The header of the returned message.
    pub returned: Option<MessageHead>,
    /// Whether the words say that the server goes on trying, or that it has given up.
    pub says_delayed: bool,
    pub says_failed: bool,
    /// Whether the words ask to sign in, confirm or release something (the lures of `warnings.toml`).
    pub lures: bool,
    /// The links in words that lure; elsewhere nobody asks for them.
    pub links: Vec<Link>,
    pub flaws: Vec<Flaw>,
}

impl Report {
    /// The words at `span`; empty where it points outside the text.
    pub fn words(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// The recipient named by any of the addresses on the line at `place`; the first of several.
    pub(crate) fn recipient_named_at(
        &self,
        place: &Range<usize>,
        by_address: &HashMap<String, usize>,
    ) -> Option<usize> {
        // Lines without end must not cost more the longer they are.
        const AROUND: usize = 300;
        let from = self.text.floor_char_boundary(place.start.saturating_sub(AROUND));
        let to = self.text.ceil_char_boundary((place.end + AROUND).min(self.text.len()));
        let before = self.text.get(from..place.start)?;
        let after = self.text.get(place.end..to)?;
        let start = place.start - before.len() + before.rfind('\n').map_or(0, |at| at + 1);
        let end = place.end + after.find('\n').unwrap_or(after.len());
        let line = self.text.get(start..end)?;
        let mut named = super::addresses_in(line)
            .into_iter()
            .filter_map(|span| by_address.get(&line.get(span)?.to_ascii_lowercase()));
        named.next().copied()
    }

    /// The recipients by their addresses, lower case.
    pub(crate) fn by_address(&self) -> HashMap<String, usize> {
        let mut index = HashMap::new();
        for (number, recipient) in self.recipients.iter().enumerate() {
            for address in
                [&recipient.address, &recipient.final_recipient].into_iter().filter(|address| !address.is_empty())
            {
                index.entry(address.to_ascii_lowercase()).or_insert(number);
            }
        }
        index
    }

    /// Orders the answers and notes whom each names.
    pub(super) fn settle(&mut self) {
        self.replies.sort_by_key(|reply| reply.span.start);
        if self.recipients.len() < 2 {
            return;
        }
        let by_address = self.by_address();
        let named: Vec<Option<usize>> =
            self.replies.iter().map(|reply| self.recipient_named_at(&reply.span, &by_address)).collect();
        let recipients = &self.recipients;
        let speaks_of = |place: usize| {
            recipients
                .iter()
                .position(|recipient| recipient.diagnostic.contains(&place) || recipient.notice.contains(&place))
        };
        for (reply, named) in self.replies.iter_mut().zip(named) {
            reply.recipient = named.or_else(|| speaks_of(reply.span.start));
        }
    }

    /// The parts of one sort, in order.
    pub fn parts_of(&self, part: Part) -> impl Iterator<Item = Range<usize>> {
        self.parts.iter().filter(move |(sort, _)| *sort == part).map(|(_, span)| span.clone())
    }
}
