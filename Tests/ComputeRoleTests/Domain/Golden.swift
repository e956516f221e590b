/// Documents as libvirt gets them, whole.
enum Golden {
    static let translated = """
        <domain type="qemu">
          <name>apus-5f0e7d2a-1111-4222-8333-944445555666</name>
          <uuid>5f0e7d2a-1111-4222-8333-944445555666</uuid>
          <metadata>
            <apus:server xmlns:apus="urn:apus:server:1" set="host/h1" generation="0" attempt="1" soft-reboots="0" hard-reboots="0" boot="" started-at="5">
              <apus:name>web &amp; &lt;1&gt;</apus:name>
              <apus:flavor>m1.tiny</apus:flavor>
              <apus:owner project="demo" user="ada"/>
            </apus:server>
          </metadata>
          <memory unit="MiB">64</memory>
          <vcpu placement="static">1</vcpu>
          <os>
            <type arch="x86_64" machine="q35">hvm</type>
            <smbios mode="sysinfo"/>
          </os>
          <sysinfo type="smbios">
            <system>
              <entry name="manufacturer">OpenStack Foundation</entry>
              <entry name="product">OpenStack Nova</entry>
              <entry name="version">Apus</entry>
              <entry name="serial">5f0e7d2a-1111-4222-8333-944445555666</entry>
              <entry name="uuid">5f0e7d2a-1111-4222-8333-944445555666</entry>
              <entry name="family">Virtual Machine</entry>
            </system>
          </sysinfo>
          <features>
            <acpi/>
            <apic/>
            <tcg>
              <tb-cache unit="MiB">64</tb-cache>
            </tcg>
          </features>
          <cpu mode="custom" match="exact" check="none">
            <model fallback="forbid">Nehalem</model>
            <topology sockets="1" cores="1" threads="1"/>
          </cpu>
          <clock offset="utc">
            <timer name="pit" tickpolicy="delay"/>
            <timer name="rtc" tickpolicy="catchup"/>
            <timer name="hpet" present="no"/>
          </clock>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>restart</on_reboot>
          <on_crash>destroy</on_crash>
          <devices>
            <controller type="pci" index="0" model="pcie-root"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <controller type="pci" model="pcie-root-port"/>
            <disk type="file" device="disk">
              <driver name="qemu" type="qcow2" cache="writeback" discard="unmap"/>
              <source file="/instances/5f0e7d2a-1111-4222-8333-944445555666/vda.qcow2"/>
              <target dev="vda" bus="virtio"/>
              <boot order="1"/>
            </disk>
            <disk type="file" device="cdrom">
              <driver name="qemu" type="raw"/>
              <source file="/instances/5f0e7d2a-1111-4222-8333-944445555666/config.iso"/>
              <target dev="sdb" bus="scsi"/>
              <readonly/>
            </disk>
            <interface type="bridge">
              <mac address="fa:16:3e:00:00:01"/>
              <source bridge="brqaaaabbbb-cc"/>
              <target dev="tap00000001-cc"/>
              <model type="virtio"/>
              <mtu size="1450"/>
              <alias name="ua-00000001-cccc-4ddd-8eee-ffff00002222"/>
            </interface>
            <controller type="scsi" index="0" model="virtio-scsi"/>
            <serial type="pty">
              <log file="/instances/5f0e7d2a-1111-4222-8333-944445555666/console.log" append="on"/>
              <target port="0"/>
            </serial>
            <channel type="unix">
              <target type="virtio" name="org.qemu.guest_agent.0"/>
            </channel>
            <controller type="usb" index="0" model="qemu-xhci"/>
            <input type="tablet" bus="usb"/>
            <graphics type="vnc">
              <listen type="none"/>
            </graphics>
            <video>
              <model type="vga"/>
            </video>
            <rng model="virtio">
              <backend model="random">/dev/urandom</backend>
            </rng>
            <memballoon model="virtio">
              <stats period="10"/>
            </memballoon>
          </devices>
        </domain>

        """

    static let windows = """
        <domain type="kvm">
          <name>apus-5f0e7d2a-1111-4222-8333-944445555666</name>
          <uuid>5f0e7d2a-1111-4222-8333-944445555666</uuid>
          <metadata>
            <apus:server xmlns:apus="urn:apus:server:1" set="host/h1" generation="0" attempt="1" soft-reboots="0" hard-reboots="0" boot="" started-at="5">
              <apus:name>win</apus:name>
              <apus:flavor>m1.tiny</apus:flavor>
              <apus:owner project="demo" user="ada"/>
            </apus:server>
          </metadata>
          <memory unit="MiB">64</memory>
          <vcpu placement="static">1</vcpu>
          <os firmware="efi">
            <type arch="x86_64" machine="pc">hvm</type>
            <firmware>
              <feature enabled="no" name="secure-boot"/>
            </firmware>
            <smbios mode="sysinfo"/>
          </os>
          <sysinfo type="smbios">
            <system>
              <entry name="manufacturer">OpenStack Foundation</entry>
              <entry name="product">OpenStack Nova</entry>
              <entry name="version">Apus</entry>
              <entry name="serial">5f0e7d2a-1111-4222-8333-944445555666</entry>
              <entry name="uuid">5f0e7d2a-1111-4222-8333-944445555666</entry>
              <entry name="family">Virtual Machine</entry>
            </system>
          </sysinfo>
          <features>
            <acpi/>
            <apic/>
            <hyperv mode="custom">
              <relaxed state="on"/>
              <vapic state="on"/>
              <spinlocks state="on" retries="8191"/>
              <vpindex state="on"/>
              <synic state="on"/>
              <stimer state="on"/>
            </hyperv>
          </features>
          <cpu mode="host-model" check="partial">
            <topology sockets="1" cores="1" threads="1"/>
          </cpu>
          <clock offset="localtime">
            <timer name="pit" tickpolicy="delay"/>
            <timer name="rtc" tickpolicy="catchup"/>
            <timer name="hpet" present="no"/>
            <timer name="hypervclock" present="yes"/>
          </clock>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>restart</on_reboot>
          <on_crash>destroy</on_crash>
          <devices>
            <disk type="file" device="disk">
              <driver name="qemu" type="qcow2" cache="none" discard="unmap" io="native"/>
              <source file="/instances/5f0e7d2a-1111-4222-8333-944445555666/vda.qcow2"/>
              <target dev="vda" bus="sata"/>
              <serial>s&amp;n</serial>
              <boot order="1"/>
            </disk>
            <disk type="file" device="cdrom">
              <driver name="qemu" type="raw"/>
              <source file="/instances/5f0e7d2a-1111-4222-8333-944445555666/config.iso"/>
              <target dev="hdb" bus="ide"/>
              <readonly/>
            </disk>
            <serial type="pty">
              <log file="/instances/5f0e7d2a-1111-4222-8333-944445555666/console.log" append="on"/>
              <target port="0"/>
            </serial>
            <controller type="usb" index="0" model="qemu-xhci"/>
            <input type="tablet" bus="usb"/>
            <graphics type="vnc">
              <listen type="none"/>
            </graphics>
            <video>
              <model type="vga"/>
            </video>
            <memballoon model="virtio">
              <stats period="10"/>
            </memballoon>
          </devices>
        </domain>

        """
}
