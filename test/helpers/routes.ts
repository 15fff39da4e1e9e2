import type { Express } from 'express';

/** A layer of Express's router: a route, a mounted router or a plain handler. */
interface Layer {
  /** Where it is mounted. */
  readonly rawPath: string;
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** Every call that the application routes, as `get /api/v1/user/{id}/`, without those that only redirect to the slash. */
export function listRoutes({ router }: Express): string[] {
  const routes = routesOf((router as unknown as { stack: readonly Layer[] }).stack, '');
  const paths = new Set(routes.map(pathOf));
  return routes.filter((route) => !paths.has(`${pathOf(route)}/`)).sort();
}

const pathOf = (route: string) => route.split(' ')[1] ?? '';

const routesOf = (layers: readonly Layer[], prefix: string): string[] =>
  layers.flatMap(({ rawPath, route, handle }) => {
    if (route) return methodsOf(route).map((method) => `${method} ${prefix}${template(route.path)}`);
    return routesOf(handle.stack ?? [], prefix + rawPath.replace(/\/$/, ''));
  });

/** Whatever stands for all other methods only refuses them. */
const methodsOf = ({ methods }: NonNullable<Layer['route']>) =>
  Object.keys(methods).filter((method) => method !== '_all');

const template = (path: string) => path.replace(/:(\w+)/g, '{$1}');
