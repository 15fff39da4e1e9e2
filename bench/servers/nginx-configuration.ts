import path from 'node:path';

/** How Nginx reaches a stack. */
export type Route =
  | { readonly kind: 'http'; readonly sockets: readonly string[] }
  | { readonly kind: 'uwsgi'; readonly sockets: readonly string[] }
  | { readonly kind: 'file'; readonly file: string };

export interface Site {
  readonly name: string;
  readonly port: number;
  readonly route: Route;
  /** Where it speaks HTTPS: files of PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export interface NginxOptions {
  readonly directory: string;
  readonly listPath: string;
  readonly sites: readonly Site[];
  /** Root's workers change to another user, which may not use the sockets. */
  readonly asRoot: boolean;
}

/** One worker for all stacks, the same settings for each; what `deployment/nginx` sets for speed is set here. */
export const nginxConfiguration = ({ directory, listPath, sites, asRoot }: NginxOptions) => `
${asRoot ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${directory}/nginx.pid;
error_log ${directory}/nginx.log crit;
events { worker_connections 4096; }
http {
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    gzip on;
    gzip_types application/json;
    client_body_temp_path ${directory}/body;
    proxy_temp_path ${directory}/proxy;
    uwsgi_temp_path ${directory}/uwsgi;
    fastcgi_temp_path ${directory}/fastcgi;
    scgi_temp_path ${directory}/scgi;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto https;
    proxy_buffer_size 16k;
    proxy_buffers 8 16k;
    uwsgi_buffer_size 16k;
    uwsgi_buffers 8 16k;
${sites.map((site) => server(site, listPath)).join('')}
}
`;

const server = ({ name, port, route, tls }: Site, listPath: string) => `
${upstream(name, route)}
    server {
        listen 127.0.0.1:${port} backlog=1024${tls === undefined ? '' : ' ssl'};
        ${tls === undefined ? '' : `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};`}
        location ${route.kind === 'file' ? `= ${listPath}` : '/'} { ${location(name, route)} }
    }
`;

const upstream = (name: string, route: Route) =>
  route.kind === 'file'
    ? ''
    : `    upstream ${name} {
${route.sockets.map((socket) => `        server unix:${socket} max_fails=0;`).join('\n')}
        ${route.kind === 'http' ? 'keepalive 64;' : ''}
    }`;

function location(name: string, route: Route): string {
  if (route.kind === 'file') {
    // Not `alias`: the path ends in a slash, which asks for the index of a folder.
    return `default_type application/json; root ${path.dirname(route.file)}; try_files /${path.basename(route.file)} =404;`;
  }
  if (route.kind === 'uwsgi') return `include /etc/nginx/uwsgi_params; uwsgi_pass ${name};`;
  return `proxy_pass http://${name};`;
}
