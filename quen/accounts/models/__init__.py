from quen.accounts.models.invitation import Invitation
from quen.accounts.models.role import Role
from quen.accounts.models.share import Share
from quen.accounts.models.team import Team
from quen.accounts.models.token import Token
from quen.accounts.models.user import User

__all__ = ["Invitation", "Role", "Share", "Team", "Token", "User"]
