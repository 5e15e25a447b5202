//! `loopctl grants`: who may use loop in a channel.

use anyhow::Result;
use clap::Subcommand;
use loop_client::types::{GrantRole, Role, SubjectKind};

use crate::args::one_of;
use crate::channels;
use crate::client::body;
use crate::failure::Exit;
use crate::invocation::Invocation;
use crate::output::Tone;
use crate::table::Table;

/// Who may use loop in a channel.
#[derive(Debug, Subcommand)]
pub(crate) enum Grants {
    /// List the roles that people were given
    #[command(visible_alias = "ls")]
    List {
        /// The channel's id or name
        #[arg(value_name = "ID|NAME")]
        channel: String,
    },
    /// Give a person or a role of the platform a role in a channel and its threads
    Add {
        /// The channel's id or name
        #[arg(value_name = "ID|NAME")]
        channel: String,
        /// Whether it is a person or a role of the platform
        #[arg(value_parser = one_of(SubjectKind::ALL))]
        kind: SubjectKind,
        /// The platform's id of the person or role
        subject: String,
        /// What is given
        #[arg(value_parser = one_of(Role::ALL), default_value = "member")]
        role: Role,
    },
    /// Take a role away
    Remove {
        /// The channel's id or name
        #[arg(value_name = "ID|NAME")]
        channel: String,
        /// Whether it is a person or a role of the platform
        #[arg(value_parser = one_of(SubjectKind::ALL))]
        kind: SubjectKind,
        /// The platform's id of the person or role
        subject: String,
    },
}

/// Runs the command.
pub(crate) async fn run(command: Grants, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    match command {
        Grants::List { channel } => {
            let channel = channels::resolve(&client, &channel).await?;
            let grants = body(client.list_grants().id(&channel.id).send().await)?;
            let (out, clock) = (&mut invocation.out, &invocation.clock);
            if out.is_json() {
                out.json(&grants)?;
                return Ok(Exit::Ok);
            }
            let mut table = Table::new(&["KIND", "WHO", "ROLE", "WHERE", "GIVEN BY", "SINCE"]);
            for grant in &grants.items {
                table.row([
                    grant.kind.to_string().into(),
                    grant.subject.as_str().into(),
                    grant.role.to_string().into(),
                    grant.channel_id.as_deref().unwrap_or("everywhere").into(),
                    grant.granted_by.as_str().into(),
                    clock.date(grant.created_at).into(),
                ]);
            }
            out.table(&table, "nobody was given a role here; `loopctl grants add` gives one")?;
        }
        Grants::Add { channel, kind, subject, role } => {
            let channel = channels::resolve(&client, &channel).await?;
            let request = GrantRole { kind, subject, role };
            let grant = body(client.grant_role().id(&channel.id).body(request).send().await)?;
            if invocation.out.is_json() {
                invocation.out.json(&grant)?;
                return Ok(Exit::Ok);
            }
            let said = format!("{} is {} in {} now", grant.subject, grant.role, channel.name);
            invocation.out.notice(Tone::Plain, &said);
        }
        Grants::Remove { channel, kind, subject } => {
            let channel = channels::resolve(&client, &channel).await?;
            body(client.revoke_role().id(&channel.id).kind(kind).subject(&subject).send().await)?;
            let said = format!("{subject} has no role of {}'s own any more", channel.name);
            invocation.out.notice(Tone::Plain, &said);
        }
    }
    Ok(Exit::Ok)
}
