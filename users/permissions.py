"""Who may do what with rows about people."""

from wagtail.permission_policies import ModelPermissionPolicy


class AppendOnlyPolicy(ModelPermissionPolicy):
    """Rows may be read and, where the shop writes them by hand, added. Nobody changes or deletes one."""

    def __init__(self, model, *, may_add: bool):
        super().__init__(model)
        self.allowed = {"view", "add"} if may_add else {"view"}

    def user_has_permission(self, user, action):
        return action in self.allowed and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(self.allowed.intersection(actions))
