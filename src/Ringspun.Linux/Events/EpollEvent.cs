namespace Ringspun.Linux;

/// <summary>An event, as a value: what happened, and the data with which the descriptor was registered (source: epoll_wait(2)).</summary>
/// <param name="Events">What happened.</param>
/// <param name="Data">The data given to <see cref="Epoll.Control"/>.</param>
/// <remarks>The kernel's own struct epoll_event is packed to 12 bytes on x64 only: see <see cref="EpollEventBuffer"/>.</remarks>
public readonly record struct EpollEvent(EpollEvents Events, ulong Data);
