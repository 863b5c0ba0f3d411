//! The way a message went, server by server, and what the servers noted about its sender: for agents, who find the
//! slow stop and the mark that failed there.

/// The header of one message: the one that was brought, or one inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    pub subject: String,
    /// The first stop first.
    pub hops: Vec<Hop>,
    pub checks: Vec<Check>,
}

/// One `Received` field (RFC 5321 section 4.4). What it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hop {
    /// Who handed the message over: the name, or the address where there is no name.
    pub from: String,
    /// The network address of that server.
    pub ip: String,
    /// Who took it.
    pub by: String,
    /// How, such as `ESMTPS` (RFC 3848).
    pub with: String,
    /// The name that the server gave it, as its log has it.
    pub id: String,
    /// When, in seconds since 1970.
    pub at: Option<i64>,
}

/// The result of one check of the sender: `Authentication-Results` (RFC 8601), its sealed copy
/// `ARC-Authentication-Results` (RFC 8617), or `Received-SPF` (RFC 7208 section 9.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// The name of the field.
    pub field: String,
    /// Who checked; empty where the field does not say.
    pub server: String,
    /// `spf`, `dkim`, `dmarc` …
    pub method: String,
    /// `pass`, `fail`, `softfail`, `none` …
    pub result: String,
    /// The rest, as written.
    pub detail: String,
}

/// How long a message took to one stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// Seconds since the stop before it; nothing for the first one, and where a clock cannot be trusted.
    pub delay: Option<u64>,
    /// By how many seconds this server's clock seems to be wrong: ahead where positive.
    pub clock: Option<i64>,
    /// It is the slowest of them all.
    pub slowest: bool,
}

/// Clocks differ by a little everywhere; up to so many seconds nobody is told.
const TOLERANCE: i64 = 60;
/// A stop that takes less, in seconds, is not slow.
const SLOW: u64 = 10;

/// The delay of every stop, in the order of `hops`.
///
/// Time only goes forward: the longest row of stops whose clocks agree with that is trusted, the others' clocks are
/// wrong, and delays are counted between those that are trusted.
pub fn legs(hops: &[Hop]) -> Vec<Leg> {
    let times: Vec<Option<i64>> = hops.iter().map(|hop| hop.at).collect();
    let trusted = longest_forward(&times);
    let mut legs: Vec<Leg> = Vec::with_capacity(hops.len());
    let mut before: Option<i64> = None;
    for (index, time) in times.iter().enumerate() {
        let mut leg = Leg::default();
        if let Some(time) = *time {
            if trusted.contains(&index) {
                leg.delay = before.and_then(|before| u64::try_from(time.saturating_sub(before)).ok());
                before = Some(time);
            } else {
                let after = trusted.iter().find(|trusted| **trusted > index).and_then(|at| times.get(*at).copied());
                leg.clock = wrong_by(time, before, after.flatten());
            }
        }
        legs.push(leg);
    }
    let slowest = legs.iter().filter_map(|leg| leg.delay).max().filter(|delay| *delay >= SLOW);
    if let Some(leg) = legs.iter_mut().find(|leg| leg.delay.is_some() && leg.delay == slowest) {
        leg.slowest = true;
    }
    legs
}

/// How far a time lies outside the two that are trusted around it.
fn wrong_by(time: i64, before: Option<i64>, after: Option<i64>) -> Option<i64> {
    let behind = before.map(|before| time.saturating_sub(before)).filter(|by| *by < -TOLERANCE);
    let ahead = after.map(|after| time.saturating_sub(after)).filter(|by| *by > TOLERANCE);
    behind.or(ahead)
}

/// The places of the longest row of times that never goes back; of several as long, the one that ends last.
fn longest_forward(times: &[Option<i64>]) -> Vec<usize> {
    // For each place: how long the best row that ends there is, and the place before it in that row.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(times.len());
    for (index, time) in times.iter().enumerate() {
        let Some(time) = time else {
            best.push((0, None));
            continue;
        };
        let earlier = times.iter().zip(&best).take(index).enumerate();
        let fits = earlier.filter(|(_, (other, _))| other.is_some_and(|other| other <= *time));
        // Of rows as long the one whose last time is nearest: a short delay is likelier than a long one.
        let link = fits.max_by_key(|(at, (time, (length, _)))| (*length, **time, *at));
        let link = link.map(|(at, (_, (length, _)))| (*length, at));
        best.push(link.map_or((1, None), |(length, at)| (length + 1, Some(at))));
    }
    let mut at =
        best.iter().enumerate().filter(|(_, (length, _))| *length > 0).max_by_key(|(at, (length, _))| (*length, *at));
    let mut row = Vec::new();
    while let Some((index, (_, before))) = at {
        row.push(index);
        at = before.and_then(|before| best.get(before).map(|entry| (before, entry)));
    }
    row.reverse();
    row
}

/// The names of the servers that a `Received` field speaks of: who handed the message over, and who took it.
pub(super) fn hosts(received: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let mut wanted = false;
    received.split_whitespace().filter_map(move |word| {
        let outside = depth == 0;
        depth = (depth + word.matches('(').count()).saturating_sub(word.matches(')').count());
        let named =
            std::mem::replace(&mut wanted, outside && ["from", "by"].iter().any(|by| word.eq_ignore_ascii_case(by)));
        let name = word.trim_end_matches([';', '.']);
        let is_name = name.contains(|c: char| c.is_ascii_alphabetic()) && !name.contains(['(', '[', ':', '=']);
        (named && outside && is_name).then_some(name)
    })
}

/// The results in one field.
pub(super) fn checks(field: &str, value: &str) -> Vec<Check> {
    let field_is = |name: &str| field.eq_ignore_ascii_case(name);
    if field_is("Received-SPF") {
        let (result, detail) = value.trim().split_once(char::is_whitespace).unwrap_or((value.trim(), ""));
        return vec![check(field, "", "spf", result, detail)];
    }
    let mut parts = outside_brackets(value).into_iter().map(str::trim).filter(|part| !part.is_empty());
    // An ARC set begins with its number (RFC 8617 section 4.1.1).
    let server = parts.by_ref().find(|part| !part.starts_with("i=")).unwrap_or_default();
    let server = server.split_whitespace().next().unwrap_or_default();
    parts
        .filter_map(|part| {
            let (method, rest) = part.split_once('=')?;
            let end = rest.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(rest.len());
            let (result, detail) = rest.split_at_checked(end)?;
            let method = method.trim();
            let is_name = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            is_name.then(|| check(field, server, method, result, detail))
        })
        .collect()
}

fn check(field: &str, server: &str, method: &str, result: &str, detail: &str) -> Check {
    Check {
        field: field.to_owned(),
        server: server.to_owned(),
        method: method.to_ascii_lowercase(),
        result: result.trim().to_ascii_lowercase(),
        detail: detail.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// The parts between the semicolons that stand in no comment (RFC 5322 section 3.2.2).
fn outside_brackets(value: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            b'(' => depth = depth.saturating_add(1),
            b')' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => {
                parts.extend(value.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(value.get(start..));
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test stops where its ground is missing")]

    use proptest::prelude::*;

    use super::*;

    fn hops(times: &[i64]) -> Vec<Hop> {
        times.iter().map(|time| Hop { at: Some(*time), ..Hop::default() }).collect()
    }

    #[test]
    fn delays_are_counted_from_stop_to_stop_and_the_slowest_is_marked() {
        let legs = legs(&hops(&[100, 102, 902, 905]));
        let delays: Vec<Option<u64>> = legs.iter().map(|leg| leg.delay).collect();
        assert_eq!(delays, [None, Some(2), Some(800), Some(3)]);
        assert_eq!(legs.iter().position(|leg| leg.slowest), Some(2));
        assert!(super::legs(&hops(&[100, 102])).iter().all(|leg| !leg.slowest), "two seconds are not slow");
    }

    #[test]
    fn a_clock_that_is_wrong_takes_no_delay_from_the_others() {
        let ahead = legs(&hops(&[100, 3700, 104, 106]));
        assert_eq!((ahead[1].delay, ahead[1].clock), (None, Some(3596)));
        assert_eq!((ahead[2].delay, ahead[3].delay), (Some(4), Some(2)));
        let behind = legs(&hops(&[4000, 400, 4004, 4006]));
        assert_eq!((behind[1].delay, behind[1].clock), (None, Some(-3600)));
        assert_eq!(behind[2].delay, Some(4));
        let little = legs(&hops(&[100, 98, 101, 102]));
        assert!(little.iter().all(|leg| leg.clock.is_none()), "clocks differ a little everywhere");
    }

    #[test]
    fn the_servers_of_a_field_are_those_outside_its_comments() {
        let found = |field| hosts(field).collect::<Vec<_>>();
        let field = "from mail.example.org (by mail.example.org [192.0.2.1])\r\n\tby MX.example.com (from there) with ESMTP id 4X;\r\n\tMon, 5";
        assert_eq!(found(field), ["mail.example.org", "MX.example.com"]);
        assert_eq!(found("from [192.0.2.1] by mx.example.com; Mon, 5"), ["mx.example.com"]);
        assert_eq!(found("(qmail 1 invoked by uid 89); 5 Mar 2026 10:00:00 -0000"), [""; 0]);
    }

    #[test]
    fn a_stop_without_a_time_is_passed_over() {
        let mut all = hops(&[100, 0, 160]);
        all[1].at = None;
        let legs = legs(&all);
        assert_eq!((legs[1], legs[2].delay), (Leg::default(), Some(60)));
    }

    #[test]
    fn results_are_read_from_every_field_that_has_them() {
        let found = checks(
            "Authentication-Results",
            "mx.example.com 1; dkim=pass (good; key 2048) header.d=example.org; spf=softfail smtp.mailfrom=a@example.org",
        );
        let short: Vec<(&str, &str)> = found.iter().map(|one| (one.method.as_str(), one.result.as_str())).collect();
        assert_eq!(short, [("dkim", "pass"), ("spf", "softfail")]);
        assert_eq!(
            (found[0].server.as_str(), found[1].detail.as_str()),
            ("mx.example.com", "smtp.mailfrom=a@example.org")
        );
        let arc = checks(
            "ARC-Authentication-Results",
            "i=1; relay.example.net; dmarc=fail (p=reject) header.from=example.org",
        );
        assert_eq!(
            (arc[0].server.as_str(), arc[0].method.as_str(), arc[0].result.as_str()),
            ("relay.example.net", "dmarc", "fail")
        );
        let spf = checks("Received-SPF", "Fail (mx.example.com: not permitted) client-ip=192.0.2.1;");
        assert_eq!((spf[0].method.as_str(), spf[0].result.as_str()), ("spf", "fail"));
        assert!(checks("Authentication-Results", "mx.example.com; none").is_empty());
    }

    proptest! {
        #[test]
        fn whatever_the_clocks_say_no_delay_is_lost_or_made_up(times in prop::collection::vec(prop::option::of(any::<i64>()), 0..12)) {
            let all: Vec<Hop> = times.iter().map(|at| Hop { at: *at, ..Hop::default() }).collect();
            let legs = legs(&all);
            prop_assert_eq!(legs.len(), all.len());
            prop_assert!(legs.iter().filter(|leg| leg.slowest).count() <= 1);
            prop_assert!(legs.iter().all(|leg| leg.delay.is_none() || leg.clock.is_none()));
        }

        #[test]
        fn clocks_that_agree_are_all_trusted(steps in prop::collection::vec(0_i64..100_000, 1..12)) {
            let times: Vec<i64> = steps.iter().scan(0, |sum, step| { *sum += step; Some(*sum) }).collect();
            let found: Vec<u64> = legs(&hops(&times)).iter().filter_map(|leg| leg.delay).collect();
            let expected: Vec<u64> = steps.iter().skip(1).map(|step| u64::try_from(*step).unwrap()).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn any_field_is_read_without_a_panic(value in "\\PC*") {
            let _ = checks("Authentication-Results", &value);
            let _ = checks("Received-SPF", &value);
        }
    }
}
