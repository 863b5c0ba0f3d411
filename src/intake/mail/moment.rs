//! Moments, as messages and reports write them.

use mail_parser::DateTime;

use crate::intake::report::{Clock, Moment};

/// A moment as headers and reports write it (RFC 5322 section 3.3, RFC 3339); `None` for anything else.
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let read = DateTime::parse_rfc3339(text).filter(DateTime::is_valid).or_else(|| {
        // A header names its month; numbers alone would be read as some other day.
        let named = text.bytes().filter(u8::is_ascii_alphabetic).count() > 2;
        named.then(|| DateTime::parse_rfc822(text)).flatten().filter(DateTime::is_valid)
    })?;
    let clock = |time: &DateTime| Clock {
        year: time.year,
        month: time.month,
        day: time.day,
        time: [time.hour, time.minute, time.second],
    };
    let offset = i16::from(read.tz_hour) * 60 + i16::from(read.tz_minute);
    Some(Moment {
        here: clock(&read),
        utc: clock(&DateTime::from_timestamp(read.to_timestamp())),
        offset: if read.tz_before_gmt { -offset } else { offset },
    })
}

/// A moment in seconds since 1970, as [`moment`] reads it.
pub fn utc(seconds: i64) -> String {
    DateTime::from_timestamp(seconds).to_rfc3339()
}

/// A moment in seconds since 1970 as a message header writes it (RFC 5322 section 3.3).
pub(in crate::intake) fn date_in_header(seconds: i64) -> String {
    DateTime::from_timestamp(seconds).to_rfc822()
}
