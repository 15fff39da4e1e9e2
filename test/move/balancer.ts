/** Where the two processes of the new project listen, on the balancer's machine. */
export const taskPorts = [8001, 8002] as const;

export interface Door {
  /** With the certificate, and for Nginx's files. */
  readonly directory: string;
  /** Leads to S3. */
  readonly bucketSocket: string;
}

/** As AWS's load balancer stands before the tasks: TLS for the domain, the client's address behind what the client says of itself. */
export const balancerConfiguration = ({ directory, bucketSocket }: Door) => `
user root;
daemon off;
worker_processes 1;
pid ${directory}/balancer.pid;
error_log ${directory}/balancer.log warn;
events { worker_connections 1024; }
http {
    access_log off;
    client_max_body_size 0;
    client_body_temp_path ${directory}/body;
    proxy_temp_path ${directory}/proxy;
    uwsgi_temp_path ${directory}/uwsgi;
    fastcgi_temp_path ${directory}/fastcgi;
    scgi_temp_path ${directory}/scgi;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    upstream tasks {
${taskPorts.map((port) => `        server 127.0.0.1:${port};`).join('\n')}
        keepalive 32;
    }
    server {
        listen 443 ssl;
        ssl_certificate ${directory}/fullchain.pem;
        ssl_certificate_key ${directory}/privkey.pem;
        location / {
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto https;
            proxy_pass http://tasks;
        }
    }
    server {
        listen 5000;
        location / {
            proxy_set_header Host $http_host;
            proxy_pass http://unix:${bucketSocket};
        }
    }
}
`;
