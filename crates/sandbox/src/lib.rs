//! The providers' APIs, played on this machine: sockets, a clock that can be moved, faults on demand, webhooks that are
//! really posted, and a control page. What each provider answers is in `providers`; this crate knows no provider's JSON.

mod clock;
mod control;
mod deliver;
mod fakes;
mod faults;
mod page;
mod routes;
mod serve;
mod ticket;
mod world;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;

use self::world::World;

/// How a sandbox is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Who can reach it; only this machine unless told otherwise.
    pub bind: IpAddr,
    /// Which port; 0 is any free one.
    pub port: u16,
    /// A URL that every account is told at from the start, as if its merchant had registered it. `{provider}` in it becomes
    /// the provider's id.
    pub webhook: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options { bind: Ipv4Addr::LOCALHOST.into(), port: 0, webhook: None }
    }
}

/// The entry for who runs a sandbox inside its own process: tests, and `cargo xtask demo`.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Starts serving. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// When the port cannot be had, or this machine has no certificates to trust.
    pub async fn start(options: Options) -> io::Result<Running> {
        let listener = TcpListener::bind((options.bind, options.port)).await?;
        let address = listener.local_addr()?;
        let client = deliver::client().map_err(io::Error::other)?;
        let world = Arc::new(World::new(options.webhook.as_deref()));
        let mut tasks = JoinSet::new();
        let mut bases = Vec::new();
        for name in world.look(|state| state.played.iter().map(|played| played.name()).collect::<Vec<_>>()) {
            if !fakes::WITHOUT_PATH.contains(&name) {
                bases.push((name, format!("http://{address}/{name}")));
                continue;
            }
            let own = TcpListener::bind((options.bind, 0)).await?;
            bases.push((name, format!("http://{}", own.local_addr()?)));
            tasks.spawn(serve::forever(own, routes::of(name, Arc::clone(&world))));
        }
        tasks.spawn(serve::forever(listener, routes::every(Arc::clone(&world), &bases)));
        tasks.spawn(clock::keep_time(Arc::clone(&world)));
        tasks.spawn(deliver::forever(world, client));
        Ok(Running { address, bases, tasks })
    }
}

/// A sandbox at work. It ends when it is dropped.
#[derive(Debug)]
pub struct Running {
    /// The address and port the sandbox listens on.
    pub address: SocketAddr,
    bases: Vec<(&'static str, String)>,
    tasks: JoinSet<()>,
}

impl Running {
    /// Where a provider's API begins, for example `http://127.0.0.1:4010/compropago`.
    pub fn url(&self, provider: &str) -> String {
        format!("http://{}/{provider}", self.address)
    }

    /// The address a provider's own clients are given: the same, or, where they take a host and no path, that of a port of its own.
    pub fn client_base(&self, provider: &str) -> Option<&str> {
        self.bases.iter().find(|(name, _)| *name == provider).map(|(_, base)| base.as_str())
    }

    /// Closes every connection, and returns when the port is free again.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}
