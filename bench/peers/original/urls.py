from django.urls import include, path
from rest_framework.routers import DefaultRouter

from seminar.views import SeminarViewSet

router = DefaultRouter()
router.register("seminar", SeminarViewSet, basename="seminar")

urlpatterns = [path("api/v1/", include(router.urls))]
