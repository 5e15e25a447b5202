//! Opening: settings, migrations, and databases of another time.

use loopd::store::{Error, Store, Target};
use sea_orm::{ConnectionTrait, Database};

use crate::db::{Db, on_both};

on_both! {
    async fn opening_again_changes_nothing_and_several_at_once_do_not_collide(db: Db) {
        db.channel("ops").await;
        // SQLite has one daemon a home; PostgreSQL may see several start at once.
        let openers = if matches!(db.target, Target::Postgres(_)) { 4 } else { 1 };
        let opened = (0..openers).map(|_| Store::open(&db.target));
        for store in futures::future::join_all(opened).await {
            let found = store.unwrap().search_channels("ops", 10, None).await.unwrap();
            assert_eq!(found.len(), 1);
        }
    }

    async fn a_database_of_a_newer_version_is_refused(db: Db) {
        let url = match &db.target {
            Target::Sqlite(path) => format!("sqlite://{}", path.display()),
            Target::Postgres(url) => url.clone(),
        };
        let raw = Database::connect(url).await.unwrap();
        raw.execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 1)").await.unwrap();
        raw.close().await.unwrap();
        let refusal = Store::open(&db.target).await.unwrap_err();
        assert!(matches!(&refusal, Error::Newer(name) if name == "m9999_future"), "{refusal}");
    }
}

#[tokio::test]
async fn sqlite_is_durable_and_recent() {
    let db = Db::sqlite().await;
    let Target::Sqlite(path) = &db.target else { panic!("not a file") };
    let raw = Database::connect(format!("sqlite://{}", path.display())).await.unwrap();
    let row = raw
        .query_one_raw(sea_orm::Statement::from_string(
            raw.get_database_backend(),
            "SELECT sqlite_version() AS v",
        ))
        .await;
    let version: String = row.unwrap().unwrap().try_get("", "v").unwrap();
    let parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    // Versions 3.7.0 to 3.51.2 can corrupt a database in WAL mode.
    assert!(parts >= vec![3, 51, 3], "{version}");
    assert!(path.with_extension("db-wal").exists(), "WAL mode");
}
