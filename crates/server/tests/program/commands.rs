//! The binary as an operator meets it: commands, refusals, a clean end, and logs that keep secrets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// A backend in a folder of its own, with test keys.
struct Operator(TempDir);

impl Operator {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ficha-backend"));
        command.args(arguments).env_clear().current_dir(self.0.path());
        command
            .env("FICHA_LISTEN", "127.0.0.1:0")
            .env("FICHA_ALLOWED_ORIGINS", "https://tienda.example.mx")
            .env("FICHA_COMPROPAGO__PUBLIC_KEY", "pk_test_638e8b14112423a086")
            .env("FICHA_COMPROPAGO__SECRET_KEY", "sk_test_9c95e149614142822f")
            // Nobody listens there: the provider is down.
            .env("FICHA_COMPROPAGO__BASE_URL", "http://127.0.0.1:9/compropago");
        command
    }

    fn run(&self, arguments: &[&str]) -> (bool, String, String) {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        (status.success(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }
}

/// Ends a child although its test fails.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn buttons_are_saved_changed_listed_and_retired() {
    let operator = Operator::new();
    let add = |amount: &str| {
        operator.run(&["button", "add", "--id", "btn_demo", "--amount", amount, "--description", "Samsung Gold Curl"])
    };
    assert_eq!(add("15000").1, "btn_demo\n");
    assert_eq!(add("20000").1, "btn_demo\n");
    assert_eq!(operator.run(&["button", "list"]).1, "btn_demo  200.00 MXN  Samsung Gold Curl\n");
    assert!(operator.run(&["button", "retire", "btn_demo"]).0);
    assert_eq!(operator.run(&["button", "list"]).1, "btn_demo  200.00 MXN  Samsung Gold Curl  (retired)\n");
    let (done, _, why) = add("0");
    assert!(!done && why.contains("--amount: a whole number of minor units, at least 1"), "{why}");
    assert!(!operator.run(&["button", "retire", "btn_none"]).0);
}

#[test]
fn a_token_is_shown_once_and_kept_as_a_hash() {
    let operator = Operator::new();
    let token = operator.run(&["token", "add", "--name", "shop"]).1.trim().to_owned();
    assert!(token.starts_with("ficha_sk_") && token.len() == 49, "{token}");
    let listed = operator.run(&["token", "list"]).1;
    assert!(listed.contains(&token[..17]) && !listed.contains(&token) && listed.contains("shop"), "{listed}");
    assert!(operator.run(&["token", "retire", &token[..17]]).0);
    assert!(operator.run(&["token", "list"]).1.contains("retired"));
    let (made, narrow, why) =
        operator.run(&["token", "add", "--name", "cashier", "--scope", " Read ", "--expires", "2036-01-31"]);
    assert!(made, "{why}");
    let listed = operator.run(&["token", "list"]).1;
    let line = |token: &str| listed.lines().find(|line| line.starts_with(&token[..17])).unwrap().to_owned();
    assert!(line(&narrow).ends_with("  cashier  read  open until 2036-02-01T00:00:00Z"), "{listed}");
    assert!(line(&token).contains("  shop  all  retired "), "{listed}");
    for (wrong, named) in [
        (["--scope", "write"], "--scope: must be read, orders or all, not \"write\""),
        (["--expires", "2020-01-31"], "--expires: must be later than now"),
        (["--expires", "soon"], "--expires: must be a number of days like 90d, a day like 2027-01-31, or never"),
    ] {
        let (made, said, why) = operator.run(&[&["token", "add", "--name", "shop"], &wrong[..]].concat());
        assert!(!made && said.is_empty() && why.contains(named), "{why}");
    }
    assert_eq!(operator.run(&["token", "list"]).1.lines().count(), 2, "what is refused makes nothing");
    let db = std::fs::read(operator.0.path().join("ficha.db")).unwrap();
    assert!(!db.windows(token.len()).any(|bytes| bytes == token.as_bytes()), "the token itself is in the db");
}

#[test]
fn an_unsafe_configuration_is_refused_with_every_reason() {
    let operator = Operator::new();
    let output =
        operator.command(&["serve"]).env("FICHA_MODE", "live").env("FICHA_ALLOWED_ORIGINS", "loopback").output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    for reason in ["put TLS in front", "allowed_origins has loopback", "the keys of compropago are test keys"] {
        assert!(said.contains(reason), "{said}");
    }
    assert!(!said.contains("9c95e149614142822f"), "{said}");
    let elsewhere = operator.command(&["serve"]).env("DATABASE_URL", "mysql://me:password@db/ficha").output().unwrap();
    let said = String::from_utf8(elsewhere.stderr).unwrap();
    assert!(said.contains("only sqlite:PATH and postgres://... are known, not mysql") && !said.contains("password"), "{said}");
}

#[test]
fn told_to_end_it_ends_well_and_its_log_has_no_person_and_no_secret() {
    let operator = Operator::new();
    operator.run(&["button", "add", "--id", "btn_demo", "--amount", "15000", "--description", "Samsung Gold Curl"]);
    let mut command = operator.command(&["serve"]);
    command.env("FICHA_LOG", "json").env("FICHA_LOG_FILTER", "trace").stderr(Stdio::piped());
    let mut running = Ended(command.spawn().unwrap());
    let mut log = BufReader::new(running.0.stderr.take().unwrap());
    let mut said = String::new();
    let address = loop {
        let mut line = String::new();
        assert!(log.read_line(&mut line).unwrap() > 0, "it ended before it served: {said}");
        said.push_str(&line);
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        if line["message"] == "serving" {
            break line["address"].as_str().unwrap().to_owned();
        }
    };
    let close = "host: x\r\nconnection: close\r\n";
    assert!(ask(&address, &format!("GET /healthz HTTP/1.1\r\n{close}\r\n")).ends_with("ok\n"));
    let body = r#"{"method":"cash","store":"OXXO","customer":{"name":"María Núñez","email":"maria@ejemplo.mx"}}"#;
    let order = "ord_0123456789abcdefghjkmnpqrs";
    let post = format!(
        "POST /api/v1/orders/{order}/charges HTTP/1.1\r\n{close}idempotency-key: 12345678\r\nauthorization: Bearer ficha_sk_letmein\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(ask(&address, &post).contains("order_not_found"));
    let down = ask(&address, &format!("GET /api/v1/buttons/btn_demo HTTP/1.1\r\n{close}\r\n"));
    assert!(down.contains("provider_unreachable"), "{down}");

    let told = Command::new("kill").args(["-TERM", &running.0.id().to_string()]).status().unwrap();
    assert!(told.success());
    log.read_to_string(&mut said).unwrap();
    assert!(running.0.wait().unwrap().success(), "{said}");
    assert!(said.contains("ending: finishing what has begun"), "{said}");
    for secret in ["9c95e149614142822f", "letmein", "María", "maria@", "c2tfdGVzdF", order] {
        assert!(!said.contains(secret), "{secret} is in the log: {said}");
    }
}

/// A provider that answers its first question with 503, and then takes every question and answers none: its address, and how to wait
/// until it has been asked so often.
fn hanging_provider() -> (String, std::sync::mpsc::Receiver<()>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (asked, was_asked) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for (number, socket) in listener.incoming().enumerate() {
            let mut socket = socket.unwrap();
            if number == 0 {
                let busy = "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let _ = socket.read(&mut [0; 4096]);
                socket.write_all(busy.as_bytes()).unwrap();
            }
            held.push(socket);
            let _ = asked.send(());
        }
    });
    (format!("http://{address}"), was_asked)
}

#[test]
fn told_to_end_while_a_provider_hangs_it_ends_in_time() {
    let operator = Operator::new();
    operator.run(&["button", "list"]);
    let db = rusqlite::Connection::open(operator.0.path().join("ficha.db")).unwrap();
    for number in 0..10 {
        db.execute_batch(&format!(
            "insert into orders (id, amount, currency, description, metadata, methods, version, created_at) \
             values ('ord_{number}', 15000, 'MXN', 'Silla', '{{}}', '', 1, 1); \
             insert into charges (id, order_id, position, provider, provider_charge, method, amount, currency, state, received, late, \
             customer_name, customer_email, version, looks, look_at, created_at) values ('chg_{number}', 'ord_{number}', 0, \
             'compropago', 'pc_{number}', 'cash', 15000, 'MXN', 'pending', 0, 0, 'Ana Mora', 'a@b.mx', 1, 0, 1, 1);"
        ))
        .unwrap();
    }
    let (address, asked) = hanging_provider();
    let mut command = operator.command(&["serve"]);
    command.env("FICHA_COMPROPAGO__BASE_URL", address).env("FICHA_LOG_FILTER", "off").stderr(Stdio::null());
    let mut running = Ended(command.spawn().unwrap());
    // One question about its keys, and then about charges.
    for _ in 0..3 {
        asked.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
    }
    let began = std::time::Instant::now();
    Command::new("kill").args(["-TERM", &running.0.id().to_string()]).status().unwrap();
    assert!(running.0.wait().unwrap().success());
    assert!(began.elapsed() < std::time::Duration::from_secs(10), "it took {:?}", began.elapsed());
    let left: i64 = db.query_row("select count(*) from charges where state = 'pending'", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 10, "nothing was concluded from no answer");
}

#[test]
fn a_backup_is_made_while_the_backend_runs_and_put_back_when_it_does_not() {
    let operator = Operator::new();
    let add = |id: &str| operator.run(&["button", "add", "--id", id, "--amount", "15000", "--description", "Curl"]).0;
    assert!(add("btn_before"));
    let mut command = operator.command(&["serve"]);
    command.env("FICHA_LOG", "json").stderr(Stdio::piped());
    let mut running = Ended(command.spawn().unwrap());
    let mut log = BufReader::new(running.0.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains(r#""message":"serving""#) {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0);
    }
    let (done, _, why) = operator.run(&["serve"]);
    assert!(!done && why.contains("another backend serves this SQLite file already"), "{why}");
    assert!(operator.run(&["token", "add", "--name", "beside"]).0, "commands beside it still work");
    let (done, said, why) = operator.run(&["db", "backup", "copy.db"]);
    assert!(done && said.ends_with("bytes, checked\n"), "{said}{why}");
    assert!(!operator.run(&["db", "backup", "copy.db"]).0, "a copy is not written over");
    assert!(add("btn_after"));
    // It works in the db as soon as it holds its leases.
    while operator.run(&["db", "restore", "copy.db"]).0 {
        assert!(running.0.try_wait().unwrap().is_none());
    }
    let (_, _, why) = operator.run(&["db", "restore", "copy.db"]);
    assert!(why.contains("a backend works with this db"), "{why}");
    Command::new("kill").args(["-TERM", &running.0.id().to_string()]).status().unwrap();
    running.0.wait().unwrap();

    let (done, said, why) = operator.run(&["db", "restore", "copy.db"]);
    assert!(done && said.contains("what was there before is ficha.db.before-"), "{said}{why}");
    let listed = operator.run(&["button", "list"]).1;
    assert!(listed.contains("btn_before") && !listed.contains("btn_after"), "{listed}");
    use std::os::unix::fs::PermissionsExt;
    for file in ["copy.db", "ficha.db"] {
        let mode = std::fs::metadata(operator.0.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn what_is_no_whole_db_of_ours_is_not_put_back() {
    let operator = Operator::new();
    operator.run(&["button", "add", "--id", "btn_demo", "--amount", "15000", "--description", "Curl"]);
    operator.run(&["db", "backup", "copy.db"]);
    let copy = operator.0.path().join("copy.db");
    let whole = std::fs::read(&copy).unwrap();
    let mut spoiled = whole.clone();
    spoiled[8192..12288].fill(0xff);
    for (wrong, bytes) in [("cut off", &whole[..whole.len() / 2]), ("spoiled", &spoiled), ("not a db", b"hola")] {
        std::fs::write(&copy, bytes).unwrap();
        let (done, _, why) = operator.run(&["db", "restore", "copy.db"]);
        assert!(!done && why.contains("is no whole db of ours"), "{wrong}: {why}");
    }
    assert!(operator.run(&["button", "list"]).1.contains("btn_demo"));
    assert!(!operator.run(&["db", "restore", "nothing.db"]).0);
}

#[test]
fn what_an_operator_changes_is_in_the_audit_trail() {
    let operator = Operator::new();
    operator.run(&["button", "add", "--id", "btn_demo", "--amount", "15000", "--description", "Curl"]);
    let token = operator.run(&["token", "add", "--name", "shop"]).1;
    operator.run(&["button", "retire", "btn_demo"]);
    let said = operator.run(&["audit"]).1;
    let actions: Vec<_> = said.lines().map(|line| line.split("  ").skip(1).collect::<Vec<_>>().join(" | ")).collect();
    for expected in [
        r#"command | button add | btn_demo | {"amount":15000,"currency":"MXN"}"#,
        &format!(r#"command | token add | {} | {{"scope":"all"}}"#, &token[..17]),
        "command | button retire | btn_demo | {}",
    ] {
        assert!(actions.iter().any(|action| action == expected), "{expected} is not in {said}");
    }
    assert!(!said.contains(token.trim()), "{said}");
    assert!(operator.run(&["audit", "--limit", "1"]).1.lines().count() == 1);
}

#[test]
fn an_export_says_what_it_cannot_read_as_a_whole_and_goes_on() {
    let operator = Operator::new();
    operator.run(&["button", "list"]);
    let db = rusqlite::Connection::open(operator.0.path().join("ficha.db")).unwrap();
    for (id, amount) in [("ord_1", "'much'"), ("ord_2", "15000")] {
        db.execute_batch(&format!(
            "insert into orders (id, amount, currency, description, metadata, methods, version, created_at, customer_email) \
             values ('{id}', {amount}, 'MXN', 'Silla', '{{}}', '', 1, 1, 'ana@ejemplo.mx')"
        ))
        .unwrap();
    }
    let (done, said, why) = operator.run(&["customer", "export", "--email", "ana@ejemplo.mx"]);
    assert!(done && why.contains("order ord_1 cannot be read as a whole"), "{why}");
    let shown: serde_json::Value = serde_json::from_str(&said).unwrap();
    let ids: Vec<_> = shown.as_array().unwrap().iter().map(|known| known["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["ord_1", "ord_2"]);
    assert_eq!((&shown[0]["amount"], &shown[1]["amount"]["amount"]), (&serde_json::json!(null), &serde_json::json!(15000)));
}

#[test]
fn a_customer_nobody_knows_is_neither_shown_nor_forgotten() {
    let operator = Operator::new();
    assert_eq!(operator.run(&["customer", "export", "--email", "ana@ejemplo.mx"]).1, "[]\n");
    let (done, _, why) = operator.run(&["customer", "erase", "--phone", "5513899832"]);
    assert!(!done && why.contains("nothing is kept of this person"), "{why}");
    for wrong in [&["customer", "export"] as &[&str], &["customer", "erase", "--email", "(erased)"]] {
        assert!(!operator.run(wrong).0);
    }
}

#[test]
fn the_doctor_names_what_is_wrong_and_no_secret() {
    let operator = Operator::new();
    operator.run(&["button", "list"]);
    let (well, said, why) = operator.run(&["doctor"]);
    assert!(!well && why.contains("things are wrong"), "{said}{why}");
    for line in
        ["fine      configuration: safe", "fine      db: can be written to", "WRONG     compropago: its keys: not_reached"]
    {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    assert!(!said.contains("9c95e149614142822f") && !why.contains("9c95e149614142822f"));
    // Without its journal, from which the file could be made whole again.
    for journal in ["ficha.db-wal", "ficha.db-shm"] {
        let _ = std::fs::remove_file(operator.0.path().join(journal));
    }
    std::fs::write(operator.0.path().join("ficha.db"), "hola").unwrap();
    let (_, said, why) = operator.run(&["doctor"]);
    assert!(said.contains("WRONG     db: ficha.db is no whole db of ours"), "{said}{why}");
}
