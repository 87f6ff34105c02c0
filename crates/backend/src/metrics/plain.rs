//! The metrics in Prometheus' older text, for what reads nothing newer: written from OpenMetrics, which says the same with
//! small differences. What is counted is not known here.

/// The media type of the older text.
pub const PLAIN: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Whether whoever accepts this (`Accept`) reads only the older text.
pub fn is_wanted(accepted: &str) -> bool {
    accepted.contains("text/plain") && !accepted.contains("application/openmetrics-text")
}

/// The older text of OpenMetrics: a counter is described by the name its samples have, what is not known is untyped, and there
/// are no units and no end.
pub fn of(open: &str) -> String {
    let counters: Vec<&str> = open.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(" counter")).collect();
    let mut plain = String::with_capacity(open.len());
    for line in open.lines() {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some("EOF" | "UNIT"), _, _) => {}
            (Some("#"), Some(what), Some(name), Some(rest)) => {
                let total = if counters.contains(&name) { "_total" } else { "" };
                let rest = if what == "TYPE" && rest == "unknown" { "untyped" } else { rest };
                plain.extend(["# ", what, " ", name, total, " ", rest, "\n"]);
            }
            (_, _, _, _) => plain.extend([line, "\n"]),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_has_the_name_of_its_samples() {
        let open = "# HELP ficha_alerts What nobody understands.\n# TYPE ficha_alerts counter\n\
            ficha_alerts_total{provider=\"compropago\"} 2\n# HELP ficha_age_seconds Age.\n# TYPE ficha_age_seconds gauge\n\
            # UNIT ficha_age_seconds seconds\nficha_age_seconds 3\n# TYPE ficha_x unknown\n# EOF\n";
        let plain = "# HELP ficha_alerts_total What nobody understands.\n# TYPE ficha_alerts_total counter\n\
            ficha_alerts_total{provider=\"compropago\"} 2\n# HELP ficha_age_seconds Age.\n# TYPE ficha_age_seconds gauge\n\
            ficha_age_seconds 3\n# TYPE ficha_x untyped\n";
        assert_eq!(of(open), plain);
    }

    #[test]
    fn only_who_reads_nothing_newer_is_given_it() {
        for (accepted, wanted) in [
            ("", false),
            ("*/*", false),
            ("text/plain", true),
            ("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true),
            ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2", false),
        ] {
            assert_eq!(is_wanted(accepted), wanted, "{accepted}");
        }
    }
}
