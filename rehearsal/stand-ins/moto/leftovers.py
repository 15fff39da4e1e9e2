# What moto lacks or gets wrong for who looks for leftovers. Recorded from AWS's API model (botocore 1.43, rds/2014-10-31 and
# ec2/2016-11-15).
import hashlib

from moto.ec2.models import EC2Backend
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.rds import models, responses
from moto.rds.exceptions import RDSClientError

Backend = models.RDSBackend
Response = responses.RDSResponse


# DescribeOptionGroups needs no name; moto fails without one, and finds it an error that there is none.
def describe_option_groups(self, kwargs, moto_describe=Backend.describe_option_groups):
    if kwargs.get("option_group_name"):
        return moto_describe(self, kwargs)
    return list(self.option_groups.values())


# moto keeps backups that outlive their database, but neither how large they are nor their id, which is one and the same for all
# its databases.
def resource_id(backup):
    return "db-" + hashlib.sha256(backup.db_instance_identifier.encode()).hexdigest()[:26].upper()


# DeleteDBInstanceAutomatedBackup, which moto has not: the backups of one database, which is gone, by its resource id.
def delete_db_instance_automated_backup(self):
    wanted = self.parameters.get("dbi_resource_id")
    for backup in self.backend.describe_db_instance_automated_backups():
        if backup.dbi_resource_id == wanted:
            for snapshot in backup.automated_snapshots:
                self.backend.database_snapshots.pop(snapshot.db_snapshot_identifier)
            return self.serialize({"DBInstanceAutomatedBackup": backup})
    raise RDSClientError("DBInstanceAutomatedBackupNotFound", f"{wanted} not found")


# DescribeRegions tells the regions of its own partition that the account has switched on; moto tells those of all of them.
def describe_regions(self, region_names=None, moto_describe=RegionsAndZonesBackend.describe_regions):
    known = moto_describe(self, region_names)
    foreign = ("cn-", "us-gov-")
    return [r for r in known if r.opt_in_status == "opt-in-not-required" and not r.name.startswith(foreign)]


# The interface that an instance was launched with goes with it; moto keeps it, in use by what is gone.
def terminate_instances(self, instance_ids, moto_terminate=EC2Backend.terminate_instances):
    terminated = moto_terminate(self, instance_ids)
    for instance, _ in terminated:
        for interface in instance.nics.values():
            self.enis.pop(interface.id, None)
    return terminated


def install():
    EC2Backend.terminate_instances = terminate_instances
    RegionsAndZonesBackend.describe_regions = describe_regions
    Backend.describe_option_groups = describe_option_groups
    backup = models.DBInstanceAutomatedBackup
    backup.dbi_resource_id = property(resource_id)
    backup.allocated_storage = property(lambda self: self.automated_snapshots[-1].database.allocated_storage)
    Response.delete_db_instance_automated_backup = delete_db_instance_automated_backup
