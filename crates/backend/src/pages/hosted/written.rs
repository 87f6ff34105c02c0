//! How the server writes moments: what `Intl` does in a browser, for the three languages we have.
//!
//! The names of days and months stand here and not in `lang/`, because a browser knows them already.

use jiff::tz::TimeZone;
use views::{Format, Written};

/// Writes for the readers of one language.
pub struct Server {
    english: bool,
}

const DAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

impl Server {
    /// For a tag of [`views::lang::TAGS`].
    pub fn new(tag: &str) -> Self {
        Self { english: tag == "en" }
    }
}

impl Format for Server {
    fn moment(&self, rfc3339: &str, zone: &str) -> Option<Written> {
        let moment: jiff::Timestamp = rfc3339.parse().ok()?;
        let there = moment.to_zoned(TimeZone::get(zone).ok()?);
        let date = if self.english {
            there.strftime("%A, %B %-d").to_string()
        } else {
            let day = DAYS[usize::try_from(there.weekday().to_monday_zero_offset()).ok()?];
            let month = MONTHS[usize::try_from(there.month()).ok()? - 1];
            format!("{day}, {} de {month}", there.day())
        };
        Some(Written { date, time: there.strftime("%H:%M").to_string(), seconds: moment.as_second() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_store() {
        let moment = |tag: &str, zone: &str| Server::new(tag).moment("2026-11-22T00:05:00Z", zone).unwrap();
        let mexican = moment("es-MX", "America/Mexico_City");
        assert_eq!((mexican.date.as_str(), mexican.time.as_str()), ("sábado, 21 de noviembre", "18:05"));
        assert_eq!(moment("es-PE", "America/Lima").time, "19:05");
        assert_eq!(moment("en", "America/Mexico_City").date, "Saturday, November 21");
        assert!(Server::new("en").moment("mañana", "America/Lima").is_none());
        assert!(Server::new("en").moment("2026-11-22T00:05:00Z", "Atlantis").is_none());
    }
}
