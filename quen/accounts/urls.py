"""Pages of colleagues, their rights, and one's own profile."""

from django.urls import path

from quen.accounts.views import invitations, masking, own, roles, teams, users, why

app_name = "accounts"
urlpatterns = [
    path("preferences/", own.preferences, name="preferences"),
    path("preview/stop/", own.preview_stop, name="preview_stop"),
    path("profile/", own.profile, name="profile"),
    path("profile/sessions/end/", own.sessions_end, name="own_sessions_end"),
    path("profile/tokens/new/", own.token_new, name="token_new"),
    path("profile/tokens/<int:pk>/revoke/", own.token_revoke, name="token_revoke"),
    path("join/<str:secret>/", invitations.join, name="join"),
    path("settings/users/", users.user_list, name="users"),
    path("settings/users/invite/", invitations.invite, name="invite"),
    path("settings/invitations/<int:pk>/withdraw/", invitations.withdraw, name="withdraw"),
    path("settings/users/<int:pk>/", users.user, name="user"),
    path("settings/users/<int:pk>/roles/", users.roles, name="user_roles"),
    path("settings/users/<int:pk>/off/", users.off, name="user_off"),
    path("settings/users/<int:pk>/on/", users.on, name="user_on"),
    path("settings/users/<int:pk>/sessions/end/", users.sessions_end, name="user_sessions"),
    path(
        "settings/users/<int:pk>/second-step/reset/",
        users.second_step_reset,
        name="user_second_step",
    ),
    path("settings/users/<int:pk>/tokens/new/", users.token_new, name="user_token_new"),
    path(
        "settings/users/<int:pk>/tokens/<int:token_pk>/revoke/",
        users.token_revoke,
        name="user_token_revoke",
    ),
    path("settings/users/<int:pk>/preview/", users.preview_start, name="preview_start"),
    path("settings/teams/", teams.team_list, name="teams"),
    path("settings/teams/new/", teams.team_new, name="team_new"),
    path("settings/teams/<int:pk>/change/", teams.team_change, name="team_change"),
    path("settings/roles/", roles.role_list, name="roles"),
    path("settings/roles/new/", roles.role_new, name="role_new"),
    path("settings/roles/<int:pk>/", roles.role, name="role"),
    path("settings/masking/", masking.masking, name="masking"),
    path("why/<slug:type_key>/<int:pk>/", why.why, name="why"),
    path("why/<slug:type_key>/<int:pk>/share/", why.share, name="share"),
    path("why/<slug:type_key>/<int:pk>/unshare/<int:share_pk>/", why.unshare, name="unshare"),
]
