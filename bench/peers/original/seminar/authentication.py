"""DRF's own token authentication, on our table of tokens: one query a request."""

from rest_framework.authentication import TokenAuthentication

from .models import Token


class Authentication(TokenAuthentication):
    model = Token
