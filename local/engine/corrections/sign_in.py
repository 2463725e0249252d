"""Cognito's managed login and token endpoint."""

from ministack.services import cognito

from . import correction


@correction("groups-on-refresh")
def groups_on_refresh():
    """Tokens issued for a refresh token carry the user's groups, as those of a sign-in do. MiniStack leaves them out,
    so a console that renews its token would lose its rights."""
    issue = cognito._fake_token

    def issue_with_groups(sub, pool_id, client_id, token_type="access", username="", user_attrs=None, groups=None,
                          *more, **options):
        if groups is None and username and token_type in ("access", "id"):
            pool = cognito._get_pool_unscoped(pool_id) or {}
            groups = (pool.get("_users", {}).get(username) or {}).get("_groups", [])
        return issue(sub, pool_id, client_id, token_type, username, user_attrs, groups, *more, **options)

    cognito._fake_token = issue_with_groups
