/** Where an app process is, and by which unix socket the test asks this one alone. */
export interface Target {
  readonly name: string;
  readonly address: string;
}

export const appPort = 8000;

/**
 * Nginx as a balancer before processes on other machines. A request that could not be sent is sent to another process; so is
 * one that may be repeated (GET, HEAD, PUT, DELETE) when its process gave no answer in time, or said 503. A POST is not: the
 * process may have done it. Whoever failed is left alone for a second.
 *
 * The address of the client goes behind what the client says of itself, as behind AWS's Application Load Balancer.
 */
export const balancerConfiguration = (directory: string, targets: readonly Target[]) => `
user root;
daemon off;
# A worker would outlive a master that is killed.
master_process off;
pid ${directory}/nginx.pid;
error_log ${directory}/nginx.log warn;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path ${directory}/body;
    proxy_temp_path ${directory}/proxy;
    uwsgi_temp_path ${directory}/uwsgi;
    fastcgi_temp_path ${directory}/fastcgi;
    scgi_temp_path ${directory}/scgi;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host api.example.com;
    proxy_set_header X-Forwarded-For "203.0.113.99, $http_x_client";
    proxy_connect_timeout 1s;
    proxy_read_timeout 5s;
    proxy_next_upstream error timeout http_503;
${targets.map((_target, index) => before(directory, targets.slice(0, index + 1))).join('')}
${targets.map((target) => alone(directory, target)).join('')}
}
`;

/** Before the first of them, the first two and so on; the test asks the one before all, and a benchmark each, from its own machine. */
const before = (directory: string, targets: readonly Target[]) => `
    upstream first_${targets.length} {
${targets.map(({ address }) => `        server ${address}:${appPort} max_fails=1 fail_timeout=1s;`).join('\n')}
        keepalive 128;
    }
    server {
        listen unix:${directory}/first-${targets.length}.sock;
        listen 127.0.0.1:${balancerPort(targets.length)};
        location / { proxy_pass http://first_${targets.length}; }
    }
`;

/** On the balancer's machine: before so many processes. */
export const balancerPort = (processes: number) => 8000 + processes;

/** Without the balancing: what the test asks this process, this process answers. */
const alone = (directory: string, { name, address }: Target) => `
    server {
        listen unix:${directory}/${name}.sock;
        location / { proxy_pass http://${address}:${appPort}; }
    }
    server {
        listen unix:${directory}/${name}-probe.sock;
        location / {
            proxy_set_header Host $proxy_host;
            proxy_pass http://${address}:${appPort};
        }
    }
`;
