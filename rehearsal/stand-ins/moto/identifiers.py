# The ids that moto gives, the same in each run: what is asked for the nth time with a name gets the same ones, whoever asks for something
# else meanwhile. moto's own seed (`/moto-api/seed`) is one row of numbers for all, from which every answer to a poll takes some.
import threading
from collections import Counter
from random import Random

import orders
from moto.core.responses import BaseResponse
from moto.moto_api._internal.moto_random import MotoRandom

here = threading.local()
others = Random()
counts = Counter()
counting = threading.Lock()


# What this thread draws from now on is for `name`.
def begin(name):
    if orders.seed is None:
        return
    with counting:
        counts[name] += 1
        number = counts[name]
    here.numbers = Random(f"{orders.seed} {name} {number}")


def numbers():
    return getattr(here, "numbers", others)


def call_action(self, call=BaseResponse.call_action):
    begin(f"{self.service_name}:{self._get_action()}")
    return call(self)


def install():
    BaseResponse.call_action = call_action
    MotoRandom.random = lambda self: numbers().random()
    MotoRandom.getrandbits = lambda self, bits: numbers().getrandbits(bits)
