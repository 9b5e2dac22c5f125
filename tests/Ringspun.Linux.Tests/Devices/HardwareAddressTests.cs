using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Tests.Devices;

public sealed class HardwareAddressTests
{
    private static readonly byte[] Bytes = [0x02, 0x00, 0xab, 0xcd, 0x0e, 0xff];

    [Fact]
    public void The_first_byte_of_the_wire_stands_first()
    {
        HardwareAddress address = new([.. Bytes, 7]);
        Assert.Equal("02:00:ab:cd:0e:ff", address.ToString());
        byte[] copy = new byte[6];
        address.CopyTo(copy);
        Assert.Equal(Bytes, copy);
        Assert.Equal(new HardwareAddress(copy), address);
        Assert.True(address != new HardwareAddress([0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void The_lowest_bit_of_the_first_byte_marks_several()
    {
        Assert.False(new HardwareAddress(Bytes).IsMulticast);
        Assert.True(new HardwareAddress([0x33, 0x33, 0, 0, 0, 1]).IsMulticast);
        Assert.True(new HardwareAddress([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).IsMulticast);
    }

    [Fact]
    public void Five_bytes_are_none()
    {
        Assert.Throws<ArgumentException>(() => new HardwareAddress(Bytes.AsSpan(0, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardwareAddress(Bytes).CopyTo(new byte[5]));
    }
}
