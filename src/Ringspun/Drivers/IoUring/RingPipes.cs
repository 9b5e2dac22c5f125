namespace Ringspun;

/// <summary>Pipes through a ring.</summary>
internal sealed class RingPipes(IoUringDriver driver) : KernelPipes(nonBlocking: false)
{
    protected override IPipeReader MakeReader(int descriptor, bool awaitsWriter) => new RingPipeReader(driver, descriptor, awaitsWriter);

    protected override IPipeWriter MakeWriter(int descriptor) => new RingPipeWriter(driver, descriptor);
}
