/** Every maximum of the cluster protocol's messages and formats, with unit and origin. Source: spec/cluster.md section 8, row 47. */
export interface ClusterLimits {
  /** Octets of a packet's payload, refused before they are there. */
  readonly payload: number;
}

export const clusterLimits: ClusterLimits = {
  payload: 64 * 1024 * 1024,
};

/** Depth of nodes in a registry. The page's deepest has two. Ours: a deeper one is damage. */
export const REGISTRY_DEPTH_MAX = 32;
/** Depth of structures in a reflected object. The page's deepest has two. Ours. */
export const REFLECTED_DEPTH_MAX = 32;
