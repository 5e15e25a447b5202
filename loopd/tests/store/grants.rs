//! Roles are given once for each subject and place, replaced, and taken away.

use loopd::model::{ChannelId, Grant, Platform, Role, SubjectKind};

use crate::db::{Db, on_both};

fn grant(channel: &str, subject: &str, role: Role) -> Grant {
    Grant {
        platform: Platform::Slack,
        channel_id: ChannelId(channel.to_owned()),
        kind: SubjectKind::User,
        subject: subject.to_owned(),
        role,
        granted_by: "ann".to_owned(),
        created_at: 10,
    }
}

on_both! {
    async fn a_role_replaces_the_one_before_and_can_be_taken_away(db: Db) {
        for given in [grant("C1", "bob", Role::Member), grant("C1", "bob", Role::Owner), grant("", "bob", Role::Member)] {
            db.store.grant_role(given).await.unwrap();
        }
        let roles: Vec<_> = db.store.list_grants(Platform::Slack).await.unwrap()
            .into_iter().map(|grant| (grant.channel_id.0, grant.role)).collect();
        assert_eq!(roles, [(String::new(), Role::Member), ("C1".to_owned(), Role::Owner)]);
        assert!(db.store.list_grants(Platform::Discord).await.unwrap().is_empty(), "a platform of its own");
        let c1 = ChannelId("C1".to_owned());
        let revoke = async |kind| db.store.revoke_role(Platform::Slack, &c1, kind, "bob").await.unwrap();
        assert!(!revoke(SubjectKind::Role).await);
        assert!(revoke(SubjectKind::User).await);
        assert!(!revoke(SubjectKind::User).await);
        assert_eq!(db.store.list_grants(Platform::Slack).await.unwrap().len(), 1);
    }
}
