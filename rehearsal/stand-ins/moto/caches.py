# Groups of ElastiCache, of which moto knows the nodes only, one by one (elasticache/2015-02-02). A group of two nodes is two of moto's
# clusters, which go with it; tags are those of the group on each.
from jinja2 import Template
from moto.core.exceptions import RESTError
from moto.elasticache.models import ElastiCacheBackend as Backend
from moto.elasticache.responses import ElastiCacheResponse as Response

XMLNS = 'xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/"'


class NotFound(RESTError):
    code = 404

    def __init__(self, kind, name):
        super().__init__(error_type=f"{kind}NotFoundFault", message=f"{kind} {name} not found.")


def kept(self, what):
    if not hasattr(self, "waffle_kept"):
        self.waffle_kept = {"groups": {}, "subnets": {}, "tags": {}}
    return self.waffle_kept[what]


def answer(operation, content, **values):
    text = f"<{operation}Response {XMLNS}><{operation}Result>{content}</{operation}Result></{operation}Response>"
    return Template(text).render(**values)


def nodes_of(backend, name):
    return [node for node in backend.cache_clusters.values() if getattr(node, "group_id", None) == name]


GROUP = """<ReplicationGroupId>{{ group.name }}</ReplicationGroupId><Status>{{ group.status }}</Status>
  <ARN>{{ group.arn }}</ARN><CacheNodeType>{{ group.node_type }}</CacheNodeType><Engine>{{ group.engine }}</Engine>
  <MultiAZ>enabled</MultiAZ><AutomaticFailover>enabled</AutomaticFailover>
  <MemberClusters>{% for node in group.nodes %}<ClusterId>{{ node }}</ClusterId>{% endfor %}</MemberClusters>
  <NodeGroups><NodeGroup><NodeGroupId>0001</NodeGroupId><Status>{{ group.status }}</Status><PrimaryEndpoint>
    <Address>master.{{ group.name }}.abcdef.use1.cache.amazonaws.com</Address><Port>{{ group.port }}</Port>
  </PrimaryEndpoint></NodeGroup></NodeGroups>"""

NODE = """<CacheClusterId>{{ node.cache_cluster_id }}</CacheClusterId><ARN>{{ node.arn }}</ARN>
  <CacheNodeType>{{ node.cache_node_type }}</CacheNodeType><Engine>{{ node.engine }}</Engine>
  <EngineVersion>{{ node.engine_version }}</EngineVersion><CacheClusterStatus>{{ node.cache_cluster_status }}</CacheClusterStatus>
  <NumCacheNodes>1</NumCacheNodes>
  {% if node.group_id %}<ReplicationGroupId>{{ node.group_id }}</ReplicationGroupId>{% endif %}"""

SUBNETS = """<CacheSubnetGroupName>{{ name }}</CacheSubnetGroupName><ARN>{{ arn }}</ARN>"""


class Group:
    def __init__(self, place, name, asked):
        self.name, self.status = name, "available"
        self.arn = f"arn:aws:elasticache:{place}:replicationgroup:{name}"
        self.node_type, self.engine, self.port = asked("CacheNodeType"), asked("Engine"), asked("Port")
        self.nodes = [f"{name}-{index + 1:03}" for index in range(int(asked("NumCacheClusters") or 1))]


def create_replication_group(self):
    backend, name = self.elasticache_backend, self._get_param("ReplicationGroupId")
    group = Group(f"{self.region}:{self.current_account}", name, self._get_param)
    kept(backend, "groups")[name] = group
    for node in group.nodes:
        made = backend.create_cache_cluster(**{**dict.fromkeys(NODE_WORDS), **node_of(self, node)})
        made.group_id = name
    return answer("CreateReplicationGroup", f"<ReplicationGroup>{GROUP}</ReplicationGroup>", group=group)


NODE_WORDS = Backend.create_cache_cluster.__code__.co_varnames[1 : Backend.create_cache_cluster.__code__.co_argcount]


def node_of(self, name):
    return {
        "cache_cluster_id": name,
        "cache_node_type": self._get_param("CacheNodeType"),
        "engine": self._get_param("Engine"),
        "engine_version": self._get_param("EngineVersion"),
        "port": self._get_param("Port"),
    }


def describe_replication_groups(self):
    groups, name = kept(self.elasticache_backend, "groups"), self._get_param("ReplicationGroupId")
    if name and name not in groups:
        raise NotFound("ReplicationGroup", name)
    found = [groups[name]] if name else list(groups.values())
    content = f"<ReplicationGroups>{{% for group in found %}}<ReplicationGroup>{GROUP}</ReplicationGroup>{{% endfor %}}</ReplicationGroups>"
    return answer("DescribeReplicationGroups", content, found=found)


def delete_replication_group(self):
    backend, name = self.elasticache_backend, self._get_param("ReplicationGroupId")
    group = kept(backend, "groups").pop(name, None)
    if group is None:
        raise NotFound("ReplicationGroup", name)
    for node in nodes_of(backend, name):
        backend.cache_clusters.pop(node.cache_cluster_id)
    return answer("DeleteReplicationGroup", f"<ReplicationGroup>{GROUP}</ReplicationGroup>", group=group)


# moto writes its clusters as AWS does not, and leaves out whose they are.
def describe_cache_clusters(self):
    found = list(self.elasticache_backend.cache_clusters.values())
    content = f"<CacheClusters>{{% for node in found %}}<CacheCluster>{NODE}</CacheCluster>{{% endfor %}}</CacheClusters>"
    return answer("DescribeCacheClusters", content, found=found)


# --- subnets


def subnet_arn(self, name):
    return f"arn:aws:elasticache:{self.region}:{self.current_account}:subnetgroup:{name}"


def create_cache_subnet_group(self):
    name = self._get_param("CacheSubnetGroupName")
    kept(self.elasticache_backend, "subnets")[name] = subnet_arn(self, name)
    content = f"<CacheSubnetGroup>{SUBNETS}</CacheSubnetGroup>"
    return answer("CreateCacheSubnetGroup", content, name=name, arn=subnet_arn(self, name))


def describe_cache_subnet_groups(self):
    found = kept(self.elasticache_backend, "subnets")
    content = f"<CacheSubnetGroups>{{% for name, arn in found.items() %}}<CacheSubnetGroup>{SUBNETS}</CacheSubnetGroup>{{% endfor %}}</CacheSubnetGroups>"
    return answer("DescribeCacheSubnetGroups", content, found=found)


def delete_cache_subnet_group(self):
    name = self._get_param("CacheSubnetGroupName")
    if kept(self.elasticache_backend, "subnets").pop(name, None) is None:
        raise NotFound("CacheSubnetGroup", name)
    return answer("DeleteCacheSubnetGroup", "")


# --- tags


def tags_of(backend, arn):
    node = backend.cache_clusters.get(arn.rsplit(":", 1)[1])
    group = getattr(node, "group_id", None)
    owner = f"{arn.rsplit(':', 2)[0]}:replicationgroup:{group}" if group else arn
    return [*kept(backend, "tags").get(owner, {}).items()]


def add_tags_to_resource(self):
    arn = self._get_param("ResourceName")
    given = self._get_multi_param_dict("Tags")["Tag"]
    known = kept(self.elasticache_backend, "tags").setdefault(arn, {})
    known.update({tag["Key"]: tag.get("Value", "") for tag in given})
    return answer("AddTagsToResource", "<TagList></TagList>")


def list_tags_for_resource(self):
    tags = tags_of(self.elasticache_backend, self._get_param("ResourceName"))
    content = "<TagList>{% for key, value in tags %}<Tag><Key>{{ key | e }}</Key><Value>{{ value | e }}</Value></Tag>{% endfor %}</TagList>"
    return answer("ListTagsForResource", content, tags=tags)


def install():
    for function in (
        create_replication_group,
        describe_replication_groups,
        delete_replication_group,
        describe_cache_clusters,
        create_cache_subnet_group,
        describe_cache_subnet_groups,
        delete_cache_subnet_group,
        add_tags_to_resource,
        list_tags_for_resource,
    ):
        setattr(Response, function.__name__, function)
