# DescribeSnapshots with the owner `self` tells one's own (ec2/2016-11-15, DescribeSnapshots); moto, which does not read the owner,
# tells those of every image of Amazon's too, hundreds in a region.
from moto.ec2.responses.elastic_block_store import DESCRIBE_SNAPSHOTS_RESPONSE, ElasticBlockStore


def describe_snapshots(self, moto_describe=ElasticBlockStore.describe_snapshots):
    if self._get_multi_param("Owner") != ["self"]:
        return moto_describe(self)
    known = self.ec2_backend.describe_snapshots(filters=self._filters_from_querystring())
    own = [snapshot for snapshot in known if not snapshot.from_ami]
    return self.response_template(DESCRIBE_SNAPSHOTS_RESPONSE).render(snapshots=own)


def install():
    ElasticBlockStore.describe_snapshots = describe_snapshots
