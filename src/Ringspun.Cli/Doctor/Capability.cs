namespace Ringspun.Cli.Doctor;

/// <summary>The capabilities that matter here (source: capabilities(7), linux/capability.h).</summary>
internal enum Capability
{
    /// <summary>CAP_NET_ADMIN: devices and packet filters.</summary>
    NetworkAdministration = 12,

    /// <summary>CAP_IPC_LOCK: locked memory without a limit.</summary>
    LockMemory = 14,

    /// <summary>CAP_SYS_RESOURCE: hard limits may be raised.</summary>
    ExceedLimits = 24,
}
