using System.Text.Json.Serialization;

namespace Ringspun.Cli.Doctor;

/// <summary>How well a facility of the machine serves Ringspun.</summary>
internal enum CheckState
{
    /// <summary>Everything is there.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It works, with less than Ringspun could use.</summary>
    [JsonStringEnumMemberName("limited")]
    Limited,

    /// <summary>It is not there, or not for this process.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,
}
