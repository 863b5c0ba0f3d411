//! The signs by which a returned message is told from other mail.

use mail_parser::{Address, HeaderName, HeaderValue, Message, MimeHeaders as _};

use super::head::header_text;
use crate::intake::report::{Kind, MessageHead, Sort};
use crate::knowledge::Table;

/// What speaks for one and what against.
#[derive(Default)]
pub(super) struct Signs {
    pub(super) feedback: bool,
    pub(super) receipt: bool,
    /// The receipt says that a program deleted the message.
    pub(super) discarded: bool,
    /// The header says that a program wrote it to refuse a message.
    pub(super) rejected: bool,
    /// A delivery report names a recipient.
    pub(super) reported: bool,
    /// The fields of one stand in the text.
    pub(super) inline_report: bool,
    pub(super) report_type: bool,
    pub(super) failed_recipients: bool,
    pub(super) daemon: bool,
    pub(super) subject: bool,
    pub(super) phrase: bool,
    pub(super) null_return_path: bool,
    /// What comes back to this message goes to somebody: reports have no such path (RFC 5321 section 4.5.5).
    pub(super) named_return_path: bool,
    /// A copy of the returned message stands in the text or as its header.
    pub(super) copy: bool,
    /// A message is attached.
    pub(super) attached: bool,
    pub(super) reply: bool,
    /// A recipient is named.
    pub(super) named: bool,
    /// It was sent to a list of subscribers (RFC 2369, RFC 2919).
    pub(super) mailing: bool,
    /// A list gathered the posts of its writers.
    pub(super) digest: bool,
    pub(super) auto_header: bool,
    pub(super) auto_subject: bool,
    /// It answers another message (RFC 5322 section 3.6.4).
    pub(super) answer: bool,
    /// Words stand in it that were quoted twice: somebody has already asked about them.
    pub(super) quoted_twice: bool,
    /// A program wrote it, in reply to nobody (RFC 3834 section 5).
    pub(super) generated: bool,
}

impl Signs {
    pub(super) fn of(message: &Message<'_>, head: &MessageHead, table: &Table) -> Self {
        let messages = table.messages();
        let local = head.from.split('@').next().unwrap_or_default();
        let name = message.from().and_then(Address::first).and_then(|from| from.name()).unwrap_or_default();
        let (local, name) = (local.to_ascii_lowercase(), name.to_ascii_lowercase());
        let daemon = messages
            .bounce_senders
            .iter()
            .any(|sender| local == *sender || name.len() > 5 && sender.len() > 5 && name.contains(sender.as_str()));
        let daemon = daemon || messages.bounce_sender_endings.iter().any(|ending| local.ends_with(ending.as_str()));
        let auto_submitted = header_text(message, "Auto-Submitted").unwrap_or_default().to_ascii_lowercase();
        let auto_header = auto_submitted.starts_with("auto-replied")
            || ["X-Autoreply", "X-Autorespond", "X-Auto-Response-From", "X-Vacation", "X-AutoReply-From"]
                .iter()
                .any(|name| header_text(message, name).is_some())
            || header_text(message, "Precedence").is_some_and(|value| value.eq_ignore_ascii_case("auto_reply"))
            || header_text(message, "X-Auto-Response-Suppress")
                .is_some_and(|_| table.words().auto_reply_subjects.find(&head.subject).is_some());
        let report_type = message.content_type().is_some_and(|kind| {
            kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
                && kind
                    .attribute("report-type")
                    .is_some_and(|kind| kind.to_ascii_lowercase().contains("delivery-status"))
        });
        let null_return_path = match message.return_path() {
            HeaderValue::Text(path) => path.trim_matches(['<', '>', ' ']).is_empty(),
            HeaderValue::Empty => message.header(HeaderName::ReturnPath).is_some(),
            _ => false,
        };
        let named_return_path = message.header(HeaderName::ReturnPath).is_some() && !null_return_path;
        let answer = message.header(HeaderName::InReplyTo).is_some();
        Self {
            daemon,
            answer,
            auto_header,
            named_return_path,
            generated: auto_submitted.starts_with("auto-generated"),
            rejected: auto_submitted.contains("rejected"),
            mailing: [HeaderName::ListUnsubscribe, HeaderName::ListId, HeaderName::ListPost]
                .into_iter()
                .any(|name| message.header(name).is_some()),
            digest: table.words().digest_subjects.find(&head.subject).is_some(),
            report_type,
            null_return_path,
            subject: table.words().bounce_subjects.find(&head.subject).is_some(),
            auto_subject: table.words().auto_reply_subjects.find(&head.subject).is_some(),
            ..Self::default()
        }
    }

    pub(super) fn decide(&self) -> (Kind, Sort) {
        if self.feedback {
            return (Kind::OtherMail, Sort::FeedbackReport);
        }
        // A server may refuse with a receipt (RFC 5429 section 2.1.2); one about a message deleted unread looks alike.
        let refused = self.discarded && (self.rejected || self.phrase);
        if self.receipt && !refused {
            return (Kind::OtherMail, Sort::Receipt);
        }
        if self.reported || self.failed_recipients {
            return (Kind::Bounce, Sort::DeliveryReport);
        }
        // Words alone prove nothing: parcels are undeliverable too. Something in the message's build must agree.
        let words = self.subject || self.phrase;
        let enclosed = self.copy || self.attached;
        let returned = self.report_type && (words || self.daemon || enclosed || self.reply)
            || self.inline_report && (words || self.daemon || enclosed)
            || self.daemon && (words || enclosed || self.reply)
            || self.null_return_path && (words || self.daemon || self.reply && self.named)
            || self.generated && self.subject && (self.phrase || self.reply)
            || enclosed && words
            || self.phrase && self.subject && (self.reply || self.named)
            || words && self.reply && self.named;
        let automatic = self.auto_header || self.auto_subject;
        // A list passes on what comes back to it with its own header.
        let passed_on = self.attached && self.subject && self.phrase;
        let mailing = self.mailing && !self.daemon && !self.report_type && !passed_on
            || self.digest && !self.report_type && !self.null_return_path;
        // Helpdesks answer by themselves and quote what was written to them, be it a bounce.
        let quoted = self.auto_header && self.named_return_path && !self.attached;
        let answered = automatic && !self.daemon && !self.report_type && (quoted || !self.phrase);
        // People who talk about an error quote it.
        let talk = self.answer && self.quoted_twice && !self.daemon && !self.report_type && !self.attached;
        if returned && !mailing && !answered && !talk {
            (Kind::Bounce, Sort::DeliveryReport)
        } else if automatic {
            (Kind::OtherMail, Sort::AutoReply)
        } else {
            (Kind::OtherMail, Sort::Plain)
        }
    }
}
