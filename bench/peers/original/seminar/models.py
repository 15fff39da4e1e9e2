"""The tables of this project's migrations, as Django sees them."""

from django.db import models


class User(models.Model):
    username = models.CharField(max_length=150)
    email = models.EmailField()
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)

    is_active = True
    is_authenticated = True

    class Meta:
        managed = False
        db_table = "User"


class Token(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    user = models.OneToOneField(User, on_delete=models.CASCADE)

    class Meta:
        managed = False
        db_table = "Token"


class Seminar(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        managed = False
        db_table = "Seminar"


class UserSeminar(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    seminar = models.ForeignKey(Seminar, related_name="members", on_delete=models.CASCADE)
    role = models.CharField(max_length=20)
    is_active = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "UserSeminar"
