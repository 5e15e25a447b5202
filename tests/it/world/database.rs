//! A PostgreSQL database for one test.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};

/// The URL of a fresh database on the server that the tests were given.
pub async fn postgres() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var("LOOP_TEST_POSTGRES_URL")
        .expect("LOOP_TEST_POSTGRES_URL is not set; tests/run.sh starts a server and sets it");
    let name = format!("it_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let admin = Database::connect(&url).await.unwrap();
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    format!("{}/{name}", url.rsplit_once('/').unwrap().0)
}
