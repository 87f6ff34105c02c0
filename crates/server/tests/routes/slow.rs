//! Callers who are slow on purpose, or say too much, over real sockets: each is hung up on, and nobody else has to wait. How slow
//! is too slow is a moment here.

use backend::config::Config;
use server::accept::Timeouts;
use server::serve::{self, Running};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long anything may take that is waited for: much longer than it ever does.
const LIMIT: Duration = Duration::from_secs(30);

/// How long a caller may take here.
const SHORT: Duration = Duration::from_millis(300);

/// How many connections there may be.
const DOORS: usize = 40;

struct World {
    running: Running,
    _folder: TempDir,
}

impl World {
    async fn open(timeouts: Timeouts) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let toml = format!(
            "listen = '127.0.0.1:0'\nallowed_origins = ['loopback']\ndatabase_url = 'sqlite:{}'\n[limits]\nconnections = {DOORS}\n\
             [compropago]\npublic_key = 'pk_test_638e8b14112423a086'\n",
            folder.path().join("ficha.db").display()
        );
        let secret = ("FICHA_COMPROPAGO__SECRET_KEY".to_owned(), "sk_test_9c95e149614142822f".to_owned());
        let config = Config::read(&toml, [secret].into()).unwrap();
        let parts = serve::parts(config).await.unwrap();
        Self { running: serve::start_with(parts, timeouts).await.unwrap(), _folder: folder }
    }

    async fn dial(&self) -> TcpStream {
        TcpStream::connect(self.running.address).await.unwrap()
    }

    /// Says all of it, and hears everything until the other side hangs up.
    async fn say(&self, words: &[u8]) -> String {
        let mut line = self.dial().await;
        // It may hang up before it has heard all of it.
        let _ = line.write_all(words).await;
        hear(line).await
    }
}

/// Everything until the other side hangs up.
async fn hear(mut line: TcpStream) -> String {
    let mut heard = Vec::new();
    let ended = tokio::time::timeout(LIMIT, line.read_to_end(&mut heard)).await;
    assert!(ended.is_ok(), "not hung up within {LIMIT:?}, after {}", String::from_utf8_lossy(&heard));
    String::from_utf8_lossy(&heard).into_owned()
}

/// Says a beginning, and then a letter now and then, until the other side has hung up: what it said.
async fn dribble(world: &World, beginning: &str) -> String {
    let mut line = world.dial().await;
    line.write_all(beginning.as_bytes()).await.unwrap();
    let (mut ear, mut mouth) = line.into_split();
    let mut heard = Vec::new();
    let dribbling = async {
        loop {
            let pause = Duration::from_millis(20);
            match tokio::time::timeout(pause, ear.read_buf(&mut heard)).await {
                Ok(Ok(0) | Err(_)) => return,
                Ok(Ok(_)) => {}
                // Nothing was heard for a while: one letter more.
                Err(_) => drop(mouth.write_all(b"x").await),
            }
        }
    };
    assert!(tokio::time::timeout(LIMIT, dribbling).await.is_ok(), "not hung up within {LIMIT:?}");
    String::from_utf8_lossy(&heard).into_owned()
}

fn short() -> Timeouts {
    Timeouts { head: SHORT, body: SHORT, ..Timeouts::default() }
}

#[tokio::test]
async fn a_head_that_dribbles_is_hung_up_on() {
    let world = World::open(short()).await;
    for beginning in ["", "GET /healthz", "GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let heard = dribble(&world, beginning).await;
        assert!(!heard.contains("200 OK"), "{beginning:?}: {heard}");
    }
    // Also where the connection has been good for one request.
    let heard = dribble(&world, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /healthz HTTP/1.1\r\nx-slow: ").await;
    assert_eq!(heard.matches("200 OK").count(), 1, "{heard}");
}

#[tokio::test]
async fn a_body_that_dribbles_is_refused_and_hung_up_on() {
    let world = World::open(short()).await;
    for path in ["/webhooks/compropago", "/api/v1/orders/ord_1/charges", "/panel/sign-in"] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nidempotency-key: 12345678\r\n\
             content-length: 9000\r\n\r\n{{"
        );
        let heard = dribble(&world, &head).await;
        assert!(heard.starts_with("HTTP/1.1 4"), "{path}: {heard}");
    }
}

#[tokio::test]
async fn who_asks_and_does_not_read_the_answers_is_hung_up_on() {
    let world = World::open(Timeouts { unread: SHORT, ..Timeouts::default() }).await;
    let mut line = world.dial().await;
    let asking = async { while line.write_all(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n").await.is_ok() {} };
    assert!(tokio::time::timeout(LIMIT, asking).await.is_ok(), "not hung up within {LIMIT:?}");
    let heard = world.say(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(heard.starts_with("HTTP/1.1 200"), "{heard}");
}

#[tokio::test]
async fn many_who_say_nothing_are_sent_away_and_then_others_are_served() {
    let world = World::open(short()).await;
    let mut silent = Vec::new();
    for _ in 0..2 * DOORS {
        silent.push(world.dial().await);
    }
    // Half of them were one too many, the others said nothing for too long.
    for line in silent {
        assert_eq!(hear(line).await, "");
    }
    let heard = world.say(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(heard.starts_with("HTTP/1.1 200"), "{heard}");
}

#[tokio::test]
async fn who_says_too_much_or_nonsense_is_refused() {
    let world = World::open(Timeouts { body: SHORT, ..Timeouts::default() }).await;
    let get = |headers: &str| format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n").into_bytes();
    let post = |headers: &str, body: &str| {
        format!("POST /webhooks/compropago HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n{body}").into_bytes()
    };
    let many: String = (0..2000).map(|number| format!("x-{number}: 1\r\n")).collect();
    for (what, words, expected) in [
        ("nothing strange", get(""), "200"),
        ("one header of 100 kB", get(&format!("x-long: {}\r\n", "a".repeat(100_000))), "431"),
        ("2000 headers", get(&many), "431"),
        ("an address of 100 kB", format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(100_000)).into_bytes(), "414 431"),
        ("a header on two lines", get("idempotency-key: 12345678\r\n x-evil: 1\r\n"), "400"),
        ("a bare line feed in a header's name", get("x-evil\nx: 1\r\n"), "400"),
        ("NUL in a header", get("x-evil: a\0b\r\n"), "400"),
        ("two lengths", post("content-length: 5\r\ncontent-length: 6\r\n", "{\"a\":1}"), "400"),
        ("a length that is none", post("content-length: -1\r\n", "{}"), "400"),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(), "400"),
        (
            "bytes that are no text in the address",
            b"GET /api/v1/orders/\xff\xfe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_vec(),
            "400 404",
        ),
        ("too large a body, announced", post("content-length: 9000000\r\n", "{}"), "400 413"),
    ] {
        let heard = world.say(&words).await;
        let status = heard.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).unwrap_or("none");
        assert!(expected.contains(status), "{what}: {status}, not {expected}: {heard:.300}");
    }
}

#[tokio::test]
async fn a_request_hidden_in_another_is_not_heard() {
    let world = World::open(short()).await;
    let hidden = "GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n";
    let heard = world
        .say(
            format!(
                "POST /webhooks/compropago HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
                hidden.len() + 5
            )
            .as_bytes(),
        )
        .await;
    assert!(!heard.contains("\"openapi\""), "{heard}");
}
