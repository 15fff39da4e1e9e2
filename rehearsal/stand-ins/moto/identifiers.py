# The ids that moto gives, the same in each run: what is asked for the nth time with a name gets the same ones, whoever asks for something
# else meanwhile. moto's own seed (`/moto-api/seed`) is one row of numbers for all, from which every answer to a poll takes some.
import threading
from collections import Counter
from random import Random

from moto.core.responses import BaseResponse
from moto.ec2.models import EC2Backend
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_api._internal.moto_random import MotoRandom

here = threading.local()
others = Random()
counts = Counter()
counting = threading.Lock()
seed = None


# What an account has from the beginning gets other ids too: everything is forgotten.
def plant(number):
    global seed
    seed = number
    counts.clear()
    moto_api_backend.reset()


# What this thread draws from now on is for `name`.
def begin(name):
    if seed is None:
        return
    with counting:
        counts[name] += 1
        number = counts[name]
    here.numbers = Random(f"{seed} {name} {number}")


def numbers():
    return getattr(here, "numbers", others)


def call_action(self, call=BaseResponse.call_action):
    begin(f"{self.service_name}:{self._get_action()}")
    return call(self)


# A region's own network is made when somebody first looks there, whoever that is.
def make_region(self, region_name, account_id, make=EC2Backend.__init__):
    asked_for = numbers()
    begin(f"{account_id} in {region_name}")
    make(self, region_name, account_id)
    here.numbers = asked_for


def install():
    BaseResponse.call_action = call_action
    EC2Backend.__init__ = make_region
    MotoRandom.random = lambda self: numbers().random()
    MotoRandom.getrandbits = lambda self, bits: numbers().getrandbits(bits)
