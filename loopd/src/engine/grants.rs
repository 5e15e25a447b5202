//! Roles: who has one in a channel, given and taken away. Threads go by their channel.

use super::policy::{self, Person};
use super::{Engine, Error, Result};
use crate::model::{Channel, ChannelId, Grant, Platform, Role, SubjectKind};

/// Bytes of a platform's id of a person or role.
const MAX_SUBJECT_BYTES: usize = 100;

impl Engine {
    /// What a person may do in a channel; `None` = nothing. What can never be read gives nobody a role; while the
    /// database is in trouble, nobody is refused for good.
    pub async fn role_in(&self, person: &Person, channel: &Channel) -> Result<Option<Role>> {
        match self.store.list_grants(channel.platform).await {
            Ok(grants) => {
                let place = (channel.platform, channel.root());
                Ok(policy::role_of(person, place, &self.config.permissions, &grants))
            }
            Err(error) if error.is_transient() => Err(error.into()),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "roles cannot be read, so nobody has one"
                );
                Ok(None)
            }
        }
    }

    /// The roles given in a channel, and those that count everywhere on its platform.
    pub async fn list_grants(&self, id: &ChannelId) -> Result<Vec<Grant>> {
        let channel = self.known_channel(id).await?;
        let mut grants = self.store.list_grants(channel.platform).await?;
        grants.retain(|grant| grant.channel_id.0.is_empty() || grant.channel_id == *channel.root());
        Ok(grants)
    }

    /// Gives somebody a role in a channel and its threads, in the place of the one they had.
    pub async fn grant_role(
        &self,
        id: &ChannelId,
        (kind, subject): (SubjectKind, &str),
        role: Role,
        granted_by: &str,
    ) -> Result<Grant> {
        let channel = self.known_channel(id).await?;
        let subject = subject.trim();
        if subject.is_empty() || subject.len() > MAX_SUBJECT_BYTES || subject.chars().any(char::is_control) {
            let text = "write the platform's id of the person or role";
            return Err(Error::invalid("subject", text));
        }
        let grant = Grant {
            platform: channel.platform,
            channel_id: channel.root().clone(),
            kind,
            subject: subject.to_owned(),
            role,
            granted_by: granted_by.to_owned(),
            created_at: self.now(),
        };
        self.store.grant_role(grant.clone()).await?;
        tracing::info!(channel = %channel.id, subject, ?role, granted_by, "a role was given");
        Ok(grant)
    }

    /// Makes somebody an owner of every channel of a platform.
    pub(super) async fn grant_everywhere(&self, platform: Platform, subject: &str, name: &str) -> Result<()> {
        let grant = Grant {
            platform,
            channel_id: ChannelId(String::new()),
            kind: SubjectKind::User,
            subject: subject.to_owned(),
            role: Role::Owner,
            granted_by: "pairing code".to_owned(),
            created_at: self.now(),
        };
        self.store.grant_role(grant).await?;
        tracing::warn!(
            platform = platform.as_str(),
            subject,
            name,
            "somebody became the owner by the pairing code"
        );
        Ok(())
    }

    /// Takes away the role that somebody was given in a channel.
    pub async fn revoke_role(&self, id: &ChannelId, kind: SubjectKind, subject: &str) -> Result<()> {
        let channel = self.known_channel(id).await?;
        if !self.store.revoke_role(channel.platform, channel.root(), kind, subject).await? {
            return Err(Error::NotFound(format!("{subject} was given no role in {}", channel.name)));
        }
        tracing::info!(channel = %channel.id, subject, "a role was taken away");
        Ok(())
    }
}
