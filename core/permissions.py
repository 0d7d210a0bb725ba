"""Permission policies for rows that nobody edits by hand."""

from wagtail.permission_policies import ModelPermissionPolicy


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Look, but neither add, change nor delete, not even an administrator; actions have their own rights."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)
