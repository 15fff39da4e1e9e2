from rest_framework import serializers

from .models import Seminar, UserSeminar


class InstructorSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="user.id")
    username = serializers.CharField(source="user.username")
    email = serializers.EmailField(source="user.email")
    first_name = serializers.CharField(source="user.first_name")
    last_name = serializers.CharField(source="user.last_name")
    joined_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = UserSeminar
        fields = ("id", "username", "email", "first_name", "last_name", "joined_at")


class SeminarListSerializer(serializers.ModelSerializer):
    instructors = InstructorSerializer(many=True)
    participant_count = serializers.IntegerField()

    class Meta:
        model = Seminar
        fields = ("id", "name", "instructors", "participant_count")
