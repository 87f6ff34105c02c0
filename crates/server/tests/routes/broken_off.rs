//! Answers that are sent while they are read, over real sockets: where the db goes away in the middle, whoever reads sees that it is not
//! the whole.

use crate::shop::{BEGIN, bare_order};
use backend::Parts;
use backend::config::Config;
use backend::db::orders::{self, Prefill};
use backend::db::{BatchFuture, Db, DbError, Statement};
use backend::shop::token;
use payments::Moment;
use secrecy::ExposeSecret;
use server::serve::{self, Running};
use server::sqlite::Sqlite;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How many orders there are: more than are read at once.
const ORDERS: usize = 450;

/// A db that may be gone for whoever reads one order: a list is read many at a time.
struct Going(Sqlite, AtomicBool);

impl Db for Going {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        let one = statements.len() < 10 && statements[0].sql.starts_with("select * from orders where id");
        if one && self.1.load(Ordering::SeqCst) {
            return Box::pin(async {
                // As a real db does, it takes a moment to say so: what there was before is sent meanwhile.
                tokio::task::yield_now().await;
                Err(DbError::Unusable("it is gone".to_owned()))
            });
        }
        self.0.batch(statements)
    }
}

struct World {
    running: Running,
    db: Arc<Going>,
    token: String,
    _folder: TempDir,
}

impl World {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ficha.db");
        let toml =
            format!("listen = '127.0.0.1:0'\nallowed_origins = ['loopback']\ndatabase_url = 'sqlite:{}'\n", path.display());
        let parts = serve::parts(Config::read(&toml, Default::default()).unwrap()).await.unwrap();
        let db = Arc::new(Going(Sqlite::open(&path).unwrap(), AtomicBool::new(false)));
        let orders = (0..ORDERS).map(|number| {
            let order = bare_order(&format!("ord_{number:03}"), Moment::from_seconds(BEGIN));
            orders::insert(&order, &Prefill::default(), "{}")
        });
        db.batch(orders.collect()).await.unwrap();
        let token = token::make(&*db, &server::clock::SystemClock, "shop").await.unwrap().expose_secret().to_owned();
        let running = serve::start(Parts { db: db.clone(), ..parts }).await.unwrap();
        Self { running, db, token, _folder: folder }
    }

    /// Everything that is answered until the other side hangs up.
    async fn ask(&self, path: &str, more: &str) -> Vec<u8> {
        let mut line = TcpStream::connect(self.running.address).await.unwrap();
        let asked = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\n{more}\r\n",
            self.token
        );
        line.write_all(asked.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        let hearing = line.read_to_end(&mut heard);
        let _ = tokio::time::timeout(Duration::from_secs(60), hearing).await.expect("it hangs up");
        heard
    }
}

/// Whether an answer in chunks says that it has ended.
fn has_ended(heard: &[u8]) -> bool {
    heard.ends_with(b"0\r\n\r\n")
}

#[tokio::test]
async fn a_table_that_is_cut_off_is_seen_to_be() {
    let world = World::open().await;
    for more in ["", "accept-encoding: gzip\r\n"] {
        world.db.1.store(false, Ordering::SeqCst);
        let whole = world.ask("/api/v1/orders.csv", more).await;
        assert!(whole.starts_with(b"HTTP/1.1 200") && has_ended(&whole), "{more}");
        world.db.1.store(true, Ordering::SeqCst);
        let broken = world.ask("/api/v1/orders.csv", more).await;
        // What is compressed may not even have begun to arrive.
        assert!(broken.is_empty() || broken.starts_with(b"HTTP/1.1 200"), "{more}");
        assert!(!has_ended(&broken) && broken.len() < whole.len(), "{more}: {}", String::from_utf8_lossy(&broken));
    }
    let text = String::from_utf8_lossy(&world.ask("/api/v1/orders.csv", "").await).into_owned();
    assert!((1..ORDERS).contains(&text.matches("ord_").count()), "some of it had been sent");
}

#[tokio::test]
async fn a_stream_of_events_that_can_no_longer_be_read_breaks_off() {
    let world = World::open().await;
    let mut line = TcpStream::connect(world.running.address).await.unwrap();
    line.write_all(b"GET /api/v1/orders/ord_001/events HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut heard = Vec::new();
    while !String::from_utf8_lossy(&heard).contains("data: ") {
        assert!(line.read_buf(&mut heard).await.unwrap() > 0);
    }
    world.db.1.store(true, Ordering::SeqCst);
    world.running.backend.live.changed("ord_001");
    let _ = tokio::time::timeout(Duration::from_secs(60), line.read_to_end(&mut heard)).await.expect("it hangs up");
    assert!(!has_ended(&heard), "{}", String::from_utf8_lossy(&heard));
}
