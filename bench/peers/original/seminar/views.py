from django.core.cache import cache
from django.db.models import Count, Prefetch, Q
from rest_framework import viewsets
from rest_framework.response import Response

from .models import Seminar, UserSeminar
from .serializers import SeminarListSerializer

active_participants = Q(members__role="participant", members__is_active=True)
instructors = UserSeminar.objects.filter(role="instructor").select_related("user").order_by("id")


class SeminarViewSet(viewsets.GenericViewSet):
    serializer_class = SeminarListSerializer
    # Two queries, however many seminars: the original at its best.
    queryset = Seminar.objects.annotate(
        participant_count=Count("members", filter=active_participants)
    ).prefetch_related(Prefetch("members", queryset=instructors, to_attr="instructors"))

    def list(self, request):
        name = request.query_params.get("name", "")
        order = "id" if request.query_params.get("order") == "earliest" else "-id"
        if name:
            return Response(self.load(order, name__icontains=name))
        key = "seminar-list:" + ("earliest" if order == "id" else "default")
        data = cache.get(key)
        if data is None:
            data = self.load(order)
            cache.set(key, data)
        return Response(data)

    def load(self, order, **conditions):
        seminars = self.get_queryset().filter(**conditions).order_by(order)
        return self.get_serializer(seminars, many=True).data
