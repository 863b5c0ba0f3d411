//! Italian certified mail (posta elettronica certificata, RFC 6109): receipts, notices and envelopes, by their header
//! and by the certificate that providers attach, `daticert.xml` (section 4.4).

use quick_xml::Reader;
use quick_xml::events::Event;

use super::report::{Certified, MessageHead, Recipient, Report};

/// The name of the attachment (RFC 6109 section 2.2.1).
pub(super) const CERTIFICATE: &str = "daticert.xml";

/// The most of a certificate that is read, and the most recipients of one.
const MOST_BYTES: usize = 1 << 20;
const MOST_RECIPIENTS: usize = 2000;

/// What the header of a message says of certified mail; empty where it says nothing.
#[derive(Debug, Default)]
pub(super) struct Fields<'h> {
    /// `X-Ricevuta`
    pub receipt: &'h str,
    /// `X-Trasporto`
    pub transport: &'h str,
    /// `X-VerificaSicurezza`
    pub security: &'h str,
}

/// The certificate.
#[derive(Debug, Default)]
pub(super) struct Certificate {
    kind: String,
    error: String,
    sender: String,
    /// Each with whether it is a certified mailbox.
    recipients: Vec<(String, bool)>,
    subject: String,
    day: String,
    hour: String,
    zone: String,
    id: String,
    message_id: String,
    /// The one recipient that this receipt is about.
    delivery: String,
    details: String,
}

/// Reads a certificate. What is damaged ends it; what came before counts.
pub(super) fn read(xml: &str) -> Certificate {
    let xml = xml.get(..xml.floor_char_boundary(MOST_BYTES)).unwrap_or_default();
    let mut certificate = Certificate::default();
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    let mut name = String::new();
    let mut certified = true;
    let mut text = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) => {
                name = String::from_utf8_lossy(tag.local_name().as_ref()).to_ascii_lowercase();
                text.clear();
                let attribute = |wanted: &str| {
                    let found = tag.try_get_attribute(wanted).ok().flatten();
                    found.map(|found| String::from_utf8_lossy(&found.value).trim().to_ascii_lowercase())
                };
                match name.as_str() {
                    "postacert" => {
                        certificate.kind = attribute("tipo").unwrap_or_default();
                        certificate.error = attribute("errore").unwrap_or_default();
                    }
                    "destinatari" => certified = attribute("tipo").is_none_or(|kind| kind != "esterno"),
                    "data" => certificate.zone = attribute("zona").unwrap_or_default(),
                    _ => {}
                }
            }
            Event::Text(piece) => text.push_str(&piece.decode().unwrap_or_default()),
            Event::CData(piece) => text.push_str(&piece.decode().unwrap_or_default()),
            Event::GeneralRef(reference) => {
                let named = reference.decode().unwrap_or_default();
                let c = reference.resolve_char_ref().ok().flatten();
                match c {
                    Some(c) => text.push(c),
                    None => text.push_str(quick_xml::escape::resolve_predefined_entity(&named).unwrap_or_default()),
                }
            }
            Event::End(_) => {
                certificate.set(&name, text.trim(), certified);
                name.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    certificate
}

impl Certificate {
    fn set(&mut self, name: &str, value: &str, certified: bool) {
        let slot = match name {
            "destinatari" => {
                if value.contains('@') && self.recipients.len() < MOST_RECIPIENTS {
                    self.recipients.push((value.to_owned(), certified));
                }
                return;
            }
            "mittente" => &mut self.sender,
            "oggetto" => &mut self.subject,
            "giorno" => &mut self.day,
            "ora" => &mut self.hour,
            "identificativo" => &mut self.id,
            "msgid" => &mut self.message_id,
            "consegna" => &mut self.delivery,
            "errore-esteso" => &mut self.details,
            _ => return,
        };
        value.clone_into(slot);
    }
}

/// What sort of certified mail it is; `None` for other mail. `late` says whether its words name the time limit.
pub(super) fn sort(fields: &Fields<'_>, certificate: Option<&Certificate>, late: bool) -> Option<Certified> {
    let none = Certificate::default();
    let certificate = certificate.unwrap_or(&none);
    let lower = |text: &str| text.trim().to_ascii_lowercase();
    let receipt = lower(fields.receipt);
    // The envelope of a message carries no receipt in its header, whatever receipt is attached to it.
    let transport = lower(fields.transport);
    let kind = match (receipt.as_str(), transport.as_str()) {
        ("", "posta-certificata") => "posta-certificata",
        ("", "errore") => return Some(Certified::Anomaly),
        ("", _) => certificate.kind.as_str(),
        (receipt, _) => receipt,
    };
    let virus = certificate.error == "virus" || lower(fields.security) == "errore";
    Some(match kind {
        "accettazione" => {
            let recipients = &certificate.recipients;
            if !recipients.is_empty() && recipients.iter().all(|(_, certified)| !certified) {
                Certified::AcceptedForOrdinaryMail
            } else {
                Certified::Accepted
            }
        }
        "non-accettazione" if virus => Certified::RefusedVirus,
        "non-accettazione" => Certified::Refused,
        "presa-in-carico" => Certified::TakenOver,
        "avvenuta-consegna" => Certified::Delivered,
        "errore-consegna" if virus => Certified::NotDeliveredVirus,
        "errore-consegna" if late => Certified::NotDeliveredInTime,
        "errore-consegna" => match certificate.error.as_str() {
            "no-dest" => Certified::NoRecipient,
            "no-dominio" => Certified::NoDomain,
            _ => Certified::NotDelivered,
        },
        "preavviso-errore-consegna" => Certified::Late,
        "rilevazione-virus" => Certified::VirusFound,
        "posta-certificata" => Certified::Envelope,
        _ => return None,
    })
}

/// Adds what the certificate tells: whom it is about, what happened to them, the server's words, the message itself.
/// `append` puts words on a line of their own and gives their place.
pub(super) fn add(
    report: &mut Report,
    certificate: Certificate,
    sort: Certified,
    append: fn(&mut Report, &str) -> std::ops::Range<usize>,
) {
    if sort.is_envelope() {
        return;
    }
    let diagnostic = match certificate.details.as_str() {
        "" => 0..0,
        details => append(report, details),
    };
    let one = certificate.delivery.contains('@').then(|| {
        let known =
            certificate.recipients.iter().find(|(address, _)| address.eq_ignore_ascii_case(&certificate.delivery));
        (certificate.delivery.clone(), known.is_none_or(|(_, certified)| *certified))
    });
    // The certificate says when this happened: at the sender's provider that is the sending, at the recipient's it is
    // what was tried there.
    let date = date(&certificate.day, &certificate.hour, &certificate.zone);
    let (sent, tried) = if sort.is_of_sender() { (date, String::new()) } else { (String::new(), date) };
    let named = one.map_or_else(|| certificate.recipients.clone(), |one| vec![one]);
    report.recipients.extend(named.into_iter().map(|(address, certified)| Recipient {
        address,
        action: sort.action(),
        diagnostic: diagnostic.clone(),
        certified: Some(certified),
        last_attempt: tried.clone(),
        ..Recipient::default()
    }));
    report.sender.clone_from(&certificate.sender);
    report.queue_id = certificate.id;
    report.arrival_date = sent;
    let head = MessageHead {
        from: certificate.sender,
        to: certificate.recipients.into_iter().map(|(address, _)| address).collect(),
        subject: certificate.subject,
        message_id: certificate.message_id.trim_matches(['<', '>']).to_owned(),
        ..MessageHead::default()
    };
    super::notice::returned_head(report, 0..0, head);
}

/// The certificate's day (`04/03/2026`), time and zone (`+0100`) as RFC 3339; as they are where they read otherwise.
fn date(day: &str, hour: &str, zone: &str) -> String {
    let zoned = (zone.len() == 5).then(|| zone.split_at_checked(3)).flatten();
    let mut parts = day.split('/');
    if let (Some(day), Some(month), Some(year), None, Some((hours, minutes))) =
        (parts.next(), parts.next(), parts.next(), parts.next(), zoned)
    {
        let written = format!("{year}-{month:0>2}-{day:0>2}T{hour:0>8}{hours}:{minutes}");
        if super::moment(&written).is_some() {
            return written;
        }
    }
    [day, hour, zone].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><postacert tipo=\"errore-consegna\" errore=\"no-dest\"><intestazione>\
        <mittente>anna@pec.example.org</mittente><destinatari tipo=\"certificato\">luca@pec.example.com</destinatari>\
        <destinatari tipo=\"esterno\">rosa@example.com</destinatari><risposte>anna@pec.example.org</risposte>\
        <oggetto>Conti &amp; ricevute &#8364;</oggetto></intestazione><dati><data zona=\"+0100\"><giorno>04/03/2026</giorno>\
        <ora>11:02:06</ora></data><identificativo>opec1</identificativo><msgid>&lt;a@b&gt;</msgid>\
        <consegna>luca@pec.example.com</consegna><errore-esteso>5.1.1 - non esiste</errore-esteso></dati></postacert>";

    #[test]
    fn a_certificate_gives_whom_it_is_about_and_why() {
        let certificate = read(XML);
        let sort = sort(&Fields::default(), Some(&certificate), false).expect("certified");
        assert_eq!(sort, Certified::NoRecipient);
        assert_eq!(certificate.subject, "Conti & ricevute €");
        let mut report = Report::default();
        add(&mut report, certificate, sort, |report, text| {
            report.text.push_str(text);
            0..text.len()
        });
        assert_eq!(report.recipients.len(), 1);
        assert_eq!(report.words(&report.recipients[0].diagnostic), "5.1.1 - non esiste");
        assert_eq!(report.returned.map(|head| (head.message_id, head.to.len())), Some(("a@b".to_owned(), 2)));
        assert_eq!(report.recipients[0].last_attempt, "2026-03-04T11:02:06+01:00");
        assert_eq!(report.arrival_date, "", "the notice does not say when the message was sent");
        assert_eq!(date("4/3/2026", "9:02:06", "+0100"), "2026-03-04T09:02:06+01:00");
        assert_eq!(date("ieri", "9:02", ""), "ieri 9:02");
    }

    #[test]
    fn what_comes_before_the_damage_counts() {
        let cut = XML.split_once("rosa@").expect("there").0;
        assert_eq!(read(cut).recipients.len(), 1);
        assert_eq!(read("no xml at all").kind, "");
    }

    #[test]
    fn the_header_alone_tells_the_sort() {
        let of = |receipt, transport, security| sort(&Fields { receipt, transport, security }, None, false);
        assert_eq!(of("avvenuta-consegna", "", ""), Some(Certified::Delivered));
        assert_eq!(of("non-accettazione", "", "errore"), Some(Certified::RefusedVirus));
        assert_eq!(of("", "errore", ""), Some(Certified::Anomaly));
        assert_eq!(of("", "posta-certificata", ""), Some(Certified::Envelope));
        assert_eq!(of("", "", ""), None);
    }
}
