//! A PostgreSQL database for one test.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// The URL of a fresh database on the server that the tests were given.
pub async fn postgres() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var("LOOP_TEST_POSTGRES_URL")
        .expect("LOOP_TEST_POSTGRES_URL is not set; tests/run.sh starts a server and sets it");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("it_{}_{number}", std::process::id());
    let admin = Database::connect(&url).await.unwrap();
    if number == 0 {
        remove_old(&admin).await;
    }
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    format!("{}/{name}", url.rsplit_once('/').unwrap().0)
}

/// Removes databases that earlier runs of the tests left, a test's daemon being the last to use them. One that is in
/// use stays, and so does one whose process may still live.
async fn remove_old(admin: &DatabaseConnection) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    let sql = "SELECT datname AS name FROM pg_database WHERE datname LIKE 'it\\_%'";
    let found = admin.query_all_raw(Statement::from_string(admin.get_database_backend(), sql)).await.unwrap();
    for row in found {
        let name: String = row.try_get("", "name").unwrap();
        let process = name.split('_').nth(1).and_then(|number| number.parse::<u32>().ok());
        if process.is_some_and(|process| !Path::new(&format!("/proc/{process}")).exists()) {
            let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
}
