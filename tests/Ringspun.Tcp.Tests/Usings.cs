global using Ringspun.Tcp.Addresses;
global using Ringspun.Tcp.Checksums;
global using Ringspun.Tcp.Wire;
