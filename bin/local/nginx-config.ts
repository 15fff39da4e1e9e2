import { httpPaths, instance } from '../../contract';
import { change, type Rule } from './change';

export interface NginxSettings {
  /** Absolute: the project. */
  readonly rootDirectory: string;
  /** Absolute, for its temporary files, its process id and its access log. */
  readonly directory: string;
  /** Absolute: uploaded pictures. */
  readonly mediaDirectory: string;
  /** Of the `listen` directive. */
  readonly listen: string;
  /** Of the `server` directive: where the application listens. */
  readonly upstream: string;
  readonly mimeTypesFile: string;
  /** Workers of a root's Nginx would otherwise run as somebody who may not read the project. */
  readonly runsAsRoot: boolean;
}

/** The files of `deployment/nginx`. */
export interface DeployedNginx {
  readonly main: string;
  readonly site: string;
}

/**
 * The configuration of the server, changed only where this machine differs: paths, one loopback port without TLS, and
 * a friendly answer while the application starts again. Each rule must find what it replaces.
 */
export function localNginx({ main, site }: DeployedNginx, settings: NginxSettings): string {
  return change(main, mainRules(settings, change(site, siteRules(settings))));
}

/** Where `nginx -V` says that its own configuration is; the types of files are beside it. */
export const mimeTypesFile = (versionText: string) =>
  `${/--conf-path=(\S+)\/[^/\s]+/.exec(versionText)?.[1] ?? '/etc/nginx'}/mime.types`;

const temporaryFiles = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const mainRules = (settings: NginxSettings, site: string): Rule[] => [
  [
    /^# \/etc\/nginx\/nginx\.conf .*$/m,
    () => '# Made by `waffle local` from deployment/nginx/; changes are lost.',
  ],
  [/^user .*;$/m, () => (settings.runsAsRoot ? 'daemon off;\nuser root;' : 'daemon off;')],
  [/^pid .*;$/m, () => `pid ${quote(`${settings.directory}/nginx.pid`)};`],
  [/^error_log .*;$/m, () => 'error_log stderr warn;'],
  [/include \/etc\/nginx\/mime\.types;/, () => `include ${quote(settings.mimeTypesFile)};`],
  [/access_log \S+ requests;/, () => `access_log ${quote(`${settings.directory}/access.log`)} requests;`],
  [
    /server \S+\/a\/app\.sock max_fails=0;\n\s*server [^;]* backup;/,
    () => `server ${quote(settings.upstream)} max_fails=0;`,
  ],
  [/^ +upstream waffle_backend_b \{[^}]*\}\n/m, () => ''],
  [
    /include \/etc\/nginx\/sites-enabled\/\*;/,
    () => [...temporaryFiles.map((name) => temporaryPath(settings.directory, name)), site].join('\n'),
  ],
];

const temporaryPath = (directory: string, name: string) =>
  `${name}_temp_path ${quote(`${directory}/${name}`)};`;

const siteRules = (settings: NginxSettings): Rule[] => [
  // The server that leads HTTP to HTTPS.
  [/^server \{\n\s+listen 80 [\s\S]*?^\}\n/m, () => ''],
  [/listen 443 [^;]*;/, () => `listen ${settings.listen};\n${whileItStarts}`],
  [/\n\s*listen \[::\]:443 [^;]*;/, () => ''],
  [/\n\s*http2 on;/, () => ''],
  // Here is one process, which serves from the first slot.
  [/^ +if \(-e [^}]*\}\n/m, () => ''],
  // It never moves to another project.
  [/^ +# move\.sh makes[\s\S]*?error_page 418 = @forward;\n\n/m, () => ''],
  [/^ +# As the application says that it cannot[\s\S]*?(?=^ {4}location \/ \{$)/m, () => ''],
  [/\n\s*include snippets\/tls\.conf;/, () => ''],
  [
    /include (snippets\/[^;]+);/g,
    (file) => `include ${quote(`${settings.rootDirectory}/deployment/nginx/${file}`)};`,
  ],
  [
    new RegExp(`(alias|root) ${instance.staticDirectory}(/[^;]*);`, 'g'),
    (directive, rest) => `${directive} ${quote(`${settings.rootDirectory}/static${rest}`)};`,
  ],
  [
    new RegExp(`alias ${instance.mediaDirectory}(/[^;]*);`),
    (rest) => `alias ${quote(`${settings.mediaDirectory}${rest}`)};`,
  ],
  [
    new RegExp(`disable_symlinks on from=${instance.mediaDirectory};`),
    () => `disable_symlinks on ${quote(`from=${settings.mediaDirectory}`)};`,
  ],
  [/^ +location = \/docs \{$/m, () => `${docsOfCheckout(settings)}    location = /docs {`],
];

/** Where the API leaves its OpenAPI document at each start. */
export const documentFileIn = (nginxDirectory: string) => `${nginxDirectory}/openapi.json`;

/** What a release would have in its folder: Swagger UI from its package, the document from the code that runs. */
const docsOfCheckout = ({ rootDirectory, directory }: NginxSettings) => `
    location /docs/swagger-ui/ {
        alias ${quote(`${rootDirectory}/node_modules/swagger-ui-dist/`)};
        access_log off;
    }
    location = ${httpPaths.openApi} {
        alias ${quote(documentFileIn(directory))};
        access_log off;
    }
`;

/** A browser asks again by itself, a client knows that it may. */
const whileItStarts = `
    error_page 502 = @starting;
    location @starting {
        default_type application/json;
        add_header Retry-After 1 always;
        add_header Refresh 1 always;
        return 503 '{"detail":"The API is starting. If this stays, the terminal of waffle local says why."}';
    }
`;

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
