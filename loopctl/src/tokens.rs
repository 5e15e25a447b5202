//! `loopctl tokens`: ways in for other people and programs.

use anyhow::{Result, anyhow, bail};
use clap::Subcommand;
use loop_client::Client;
use loop_client::types::{CreateToken, Scope, TokenPage};

use crate::args::one_of;
use crate::client::body;
use crate::failure::{Exit, Usage};
use crate::invocation::Invocation;
use crate::output::Tone;
use crate::table::Table;
use crate::{paging, span, words};

const DAY: i64 = 24 * 3600;

/// Ways in for other people and programs.
#[derive(Debug, Subcommand)]
pub(crate) enum Tokens {
    /// Make a token; it is printed once and kept nowhere
    Create {
        /// Who or what it is for; shown as the author of what is done with it
        name: String,
        /// What it may be used for; give it again for more
        #[arg(short, long = "scope", required = true, value_delimiter = ',', value_parser = one_of(Scope::ALL))]
        scopes: Vec<Scope>,
        /// After which time it is worth nothing, such as 30d; or `never`
        #[arg(long, value_name = "SPAN", default_value = "90d")]
        expires: String,
    },
    /// List tokens that were not revoked
    #[command(visible_alias = "ls")]
    List,
    /// Revoke a token: from now on it opens nothing
    Revoke {
        /// The token's number
        #[arg(value_name = "N")]
        token: i64,
    },
}

/// Runs the command.
pub(crate) async fn run(command: Tokens, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    match command {
        Tokens::Create { name, scopes, expires } => {
            let expires_in_days = Some(days(&expires)?);
            let request = CreateToken { name, scopes, expires_in_days };
            let created = body(client.create_token().body(request).send().await)?;
            if invocation.out.is_json() {
                invocation.out.json(&created)?;
                return Ok(Exit::Ok);
            }
            invocation.out.data(&format!("{}\n", created.token))?;
            let until = created.info.expires_at.map(|at| invocation.clock.date(at));
            let until =
                until.map_or_else(|| "until it is revoked".to_owned(), |date| format!("until {date}"));
            let said = format!(
                "token {} is valid {until}; it is shown this once; put it into a file that only its user can read, for `--token-file`",
                created.info.id
            );
            invocation.out.notice(Tone::Plain, &said);
        }
        Tokens::List => list(&client, invocation).await?,
        Tokens::Revoke { token } => {
            body(client.revoke_token().id(token).send().await)?;
            invocation.out.notice(Tone::Plain, &format!("token {token} opens nothing any more"));
        }
    }
    Ok(Exit::Ok)
}

/// A span as whole days; 0 = never.
fn days(text: &str) -> Result<i64> {
    if text == "never" {
        return Ok(0);
    }
    let seconds = span::seconds(text).map_err(|error| anyhow!(Usage(format!("--expires: {error}"))))?;
    if seconds < DAY {
        bail!(Usage(format!(
            "--expires: {text} is less than a day; write a number of days such as 30d, or never"
        )));
    }
    Ok(seconds.div_euclid(DAY))
}

async fn list(client: &Client, invocation: &mut Invocation) -> Result<()> {
    let (items, next) = paging::read(None, |limit, cursor| async move {
        let mut request = client.list_tokens().limit(limit);
        if let Some(cursor) = cursor {
            request = request.cursor(cursor);
        }
        let page = body(request.send().await)?;
        Ok((page.items, page.next))
    })
    .await?;
    let (out, clock) = (&mut invocation.out, &invocation.clock);
    if out.is_json() {
        return out.json(&TokenPage { items, next });
    }
    let mut table = Table::new(&["TOKEN", "FOR", "SCOPES", "MADE", "EXPIRES", "LAST USED"]);
    for token in &items {
        let scopes: Vec<String> = token.scopes.iter().map(ToString::to_string).collect();
        let used = token.last_used_at.map(|at| format!("{} ago", words::age(clock.since(at))));
        table.row([
            token.id.to_string().into(),
            token.name.as_str().into(),
            scopes.join(", ").into(),
            clock.date(token.created_at).into(),
            token.expires_at.map_or_else(|| "never".to_owned(), |at| clock.date(at)).into(),
            used.unwrap_or_else(|| "never".to_owned()).into(),
        ]);
    }
    out.table(&table, "there are no personal tokens; `loopctl tokens create` makes one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lasts_whole_days_or_for_ever() {
        for (text, expected) in [("30d", 30), ("1d", 1), ("36h", 1), ("2w", 14), ("never", 0)] {
            assert_eq!(days(text).unwrap(), expected, "{text}");
        }
        for bad in ["", "soon", "5m", "23h", "0"] {
            assert!(days(bad).is_err(), "{bad}");
        }
    }
}
