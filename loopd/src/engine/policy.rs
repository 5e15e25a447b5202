//! Who may do what in a channel: from the host's configuration and from roles given in chat; the stronger counts. Pure.
//!
//! Without an owner nobody may do anything, unless the host's owner opened the door to everybody.

use crate::config::{PermissionMode, Permissions};
use crate::model::{ChannelId, Grant, Platform, Role, SubjectKind};

/// Somebody on a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The platform's id.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// Ids of the roles and groups that they have there.
    pub roles: Vec<String>,
}

/// What a person may do in a channel of a platform, whose root is `channel`; `None` = nothing. `grants` are those of the
/// platform.
pub fn role_of(
    person: &Person,
    (platform, channel): (Platform, &ChannelId),
    permissions: &Permissions,
    grants: &[Grant],
) -> Option<Role> {
    let is_open = permissions.mode == PermissionMode::Open;
    if !is_open && !has_owner(platform, permissions, grants) {
        return None;
    }
    let configured = |people: &crate::config::People| {
        people.users.contains(&person.id) || people.roles.iter().any(|role| person.roles.contains(role))
    };
    let given = grants.iter().filter(|grant| {
        let is_here = grant.channel_id.0.is_empty() || grant.channel_id == *channel;
        is_here
            && match grant.kind {
                SubjectKind::User => grant.subject == person.id,
                SubjectKind::Role => person.roles.contains(&grant.subject),
            }
    });
    let owner = configured(&permissions.owners).then_some(Role::Owner);
    let member = (is_open || configured(&permissions.members)).then_some(Role::Member);
    owner.max(member).max(given.map(|grant| grant.role).max())
}

/// True when somebody can give roles on a platform. Owners that are configured count where their ids can be ids.
pub fn has_owner(platform: Platform, permissions: &Permissions, grants: &[Grant]) -> bool {
    let owners = &permissions.owners;
    owners.users.iter().chain(&owners.roles).any(|id| platform.is_id(id))
        || grants.iter().any(|grant| grant.role == Role::Owner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::People;

    fn person(id: &str, roles: &[&str]) -> Person {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        Person { id: id.to_owned(), name: id.to_owned(), roles }
    }

    fn given(channel: &str, kind: SubjectKind, subject: &str, role: Role) -> Grant {
        Grant {
            platform: Platform::Slack,
            channel_id: ChannelId(channel.to_owned()),
            kind,
            subject: subject.to_owned(),
            role,
            granted_by: "ann".to_owned(),
            created_at: 0,
        }
    }

    fn people(users: &[&str], roles: &[&str]) -> People {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        People { users: owned(users), roles: owned(roles) }
    }

    fn role(person: &Person, permissions: &Permissions, grants: &[Grant]) -> Option<Role> {
        role_of(person, (Platform::Slack, &ChannelId("C1".to_owned())), permissions, grants)
    }

    #[test]
    fn without_an_owner_nobody_may_do_anything() {
        let members = Permissions { members: people(&["bob"], &[]), ..Permissions::default() };
        let grants = [given("C1", SubjectKind::User, "bob", Role::Member)];
        assert_eq!(role(&person("bob", &[]), &members, &grants), None);
        assert_eq!(role(&person("bob", &[]), &Permissions::default(), &[]), None);
        let open = Permissions { mode: PermissionMode::Open, ..Permissions::default() };
        assert_eq!(role(&person("anybody", &[]), &open, &[]), Some(Role::Member));
    }

    #[test]
    fn the_stronger_role_counts_wherever_it_comes_from() {
        use Role::{Member, Owner};
        use SubjectKind::{Role as OfRole, User};
        let permissions = Permissions {
            owners: people(&["U0ANN"], &["S0ADMINS"]),
            members: people(&["U0BOB", "U0ANN"], &["S0DEVS"]),
            mode: PermissionMode::Restricted,
        };
        let grants = [
            given("C1", User, "U0BOB", Owner),
            given("C2", User, "U0CID", Owner),
            given("C1", OfRole, "S0GUESTS", Member),
            given("", User, "U0DAN", Member),
        ];
        let table: [(&str, &[&str], Option<Role>); 9] = [
            ("U0ANN", &[], Some(Owner)),
            ("U0BOB", &[], Some(Owner)),
            ("U0CID", &[], None),
            ("U0DAN", &[], Some(Member)),
            ("U0EVE", &[], None),
            ("U0EVE", &["S0ADMINS"], Some(Owner)),
            ("U0EVE", &["S0DEVS"], Some(Member)),
            ("U0EVE", &["S0GUESTS", "S0OTHERS"], Some(Member)),
            ("S0ADMINS", &[], None),
        ];
        for (id, roles, expected) in table {
            assert_eq!(role(&person(id, roles), &permissions, &grants), expected, "{id} {roles:?}");
        }
    }

    #[test]
    fn owners_of_one_platform_own_no_other() {
        let permissions = Permissions { owners: people(&["U0ANN"], &[]), ..Permissions::default() };
        assert!(has_owner(Platform::Slack, &permissions, &[]));
        assert!(!has_owner(Platform::Discord, &permissions, &[]));
        let permissions =
            Permissions { owners: people(&[], &["123456789012345678"]), ..Permissions::default() };
        assert!(has_owner(Platform::Discord, &permissions, &[]));
        assert!(!has_owner(Platform::Slack, &permissions, &[]));
    }
}
