using Ringspun.Linux;

namespace Ringspun;

/// <summary>Whoever owns a descriptor of the driver's. It notes readiness and makes fibers ready; it never runs one.</summary>
internal interface IEpollTarget
{
    /// <summary>Something has become ready, for the first time or once more.</summary>
    void OnEvents(EpollEvents events);

    /// <summary>The driver ends: closes the descriptor and ends what is under way.</summary>
    void Abandon();
}
